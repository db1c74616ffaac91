"""What a customer must pay, what came in, and what it paid for."""
