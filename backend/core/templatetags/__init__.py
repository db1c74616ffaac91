"""Filters for papers."""
