"""Ways to tamper with proofs. All but those of `forged` work on the files of any ledger."""
