"""What a change of definitions does to tables and rows: before, at and after the switch to a new catalog."""
