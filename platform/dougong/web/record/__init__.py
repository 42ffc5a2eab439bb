"""One record: its page, its form, and all that is told of it."""
