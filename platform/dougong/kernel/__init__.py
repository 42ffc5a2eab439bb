"""Ground floor: problems, errors, clock, names. The standard library only."""
