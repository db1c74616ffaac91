"""What we owe to suppliers and mills: invoices, the plan of what is due, payments, statements."""
