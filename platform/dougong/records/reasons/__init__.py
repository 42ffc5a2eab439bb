"""Why somebody may see or do something, told by what decides it."""
