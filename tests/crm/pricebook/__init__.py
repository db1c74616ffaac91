"""Stories of price books."""
