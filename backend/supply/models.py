"""Every table of the supply room."""
