"""What is done with a record besides writing its values."""
