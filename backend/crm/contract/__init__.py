"""The sales contract."""
