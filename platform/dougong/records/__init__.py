"""One reader, one writer: every door builds a Change, only UnitOfWork.apply executes it."""
