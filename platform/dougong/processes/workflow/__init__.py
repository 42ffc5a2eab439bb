"""States and transitions: the one writer of the state, its guards and its locks."""
