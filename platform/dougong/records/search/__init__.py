"""Search: what records are found by, kept with them; and finding them."""
