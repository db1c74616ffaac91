"""Sums of quality on plain values."""
