"""Makes small logs and proofs of them from a seed: the proving side of docs/proofs.md."""
