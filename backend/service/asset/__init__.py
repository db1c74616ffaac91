"""Installed base 装机: every machine the company delivered, where it stands and what is in it."""
