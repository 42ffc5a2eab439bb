"""Effects: what the world shall be told, kept in the transaction of the change and run at least once."""
