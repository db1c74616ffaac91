"""After the sale: what was delivered, what breaks, who mends it, and what the customer sees."""
