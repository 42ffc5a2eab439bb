"""What lists ask: a shape becomes a statement that is kept; values are bound each time."""
