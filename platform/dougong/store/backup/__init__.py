"""The whole database into one file that restores on either database, and back."""
