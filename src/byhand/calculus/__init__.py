"""THE MATHEMATICS: local derivatives, the steps of a derivation, closed forms, proofs."""
