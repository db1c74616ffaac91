"""Stories of purchase."""
