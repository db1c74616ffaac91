"""Prices as published, one row a version."""
