"""The table of mistakes: what people do instead of a rule, as data."""
