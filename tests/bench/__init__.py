"""The speed of the platform beside a server written by hand for the same tables."""
