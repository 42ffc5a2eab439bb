"""Records as they were at a moment gone by."""
