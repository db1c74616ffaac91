"""Stories of the receivable plan and of receipts."""
