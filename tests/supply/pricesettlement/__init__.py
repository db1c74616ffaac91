"""Stories of pricesettlement."""
