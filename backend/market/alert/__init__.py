"""Telling named people that a price has crossed a level."""
