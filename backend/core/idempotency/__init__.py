"""Retrying a write never doubles it."""
