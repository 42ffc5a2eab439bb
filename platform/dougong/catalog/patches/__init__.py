"""What upper packs and the site change in definitions below them, one operation after the other."""
