"""What an order earns, from the quote to the settled bill, and why that changed."""
