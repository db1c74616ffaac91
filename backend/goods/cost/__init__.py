"""What the goods cost and what an order earns."""
