"""Sums of prices: which entry counts, and what a formula comes to."""
