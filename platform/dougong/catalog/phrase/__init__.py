"""What an expression asks, in words: told from its tree, in every language."""
