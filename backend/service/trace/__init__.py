"""Trace: what went into goods and where they went, from any number on them; and recalls."""
