"""Talk: what people are told of records and say about them."""
