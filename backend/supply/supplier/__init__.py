"""Suppliers: who they are to us, what they are qualified for, and what proves it."""
