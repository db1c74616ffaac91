"""Sums of a request for quotation: seals, landed cells, baskets, splits."""
