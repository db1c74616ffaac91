"""Stories of callprice."""
