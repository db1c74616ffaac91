"""Every table of the service room."""
