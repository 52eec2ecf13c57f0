"""THE FAST PROGRAM: a derivation as source that a person could have written by hand."""
