"""The course from its data to its predictions, a page each."""
