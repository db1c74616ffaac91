"""Requisitions: what must be bought, for whom and by when, before anybody is asked."""
