"""Stories of customers nobody has."""
