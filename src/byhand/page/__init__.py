"""THE PAGE: what is said, in blocks without markup."""
