"""Who may do what, decided once for API, admin, export and feed."""
