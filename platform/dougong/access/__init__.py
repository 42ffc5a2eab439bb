"""Who may see and do what, as values with reasons."""
