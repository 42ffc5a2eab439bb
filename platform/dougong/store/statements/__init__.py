"""Statements about the records of one object, built once per catalog and run on the driver's cursor."""
