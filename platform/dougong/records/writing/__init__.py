"""The one writer: a change becomes a committed record or a refusal."""
