"""Stories of requests for quotation."""
