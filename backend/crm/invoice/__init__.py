"""VAT invoices: applied for, issued, turned red."""
