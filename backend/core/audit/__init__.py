"""Proof that nobody rewrote what happened, and proof that the books add up."""
