"""The search index: its rows, and how far they are."""
