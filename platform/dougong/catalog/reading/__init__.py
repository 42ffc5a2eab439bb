"""Files become definitions whose shape is right, each part with its place."""
