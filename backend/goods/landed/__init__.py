"""Freight, insurance and other charges that goods came to cost."""
