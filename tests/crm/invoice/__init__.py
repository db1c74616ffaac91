"""Stories of invoices."""
