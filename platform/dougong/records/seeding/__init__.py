"""Records packs bring along, and the first run of an installation."""
