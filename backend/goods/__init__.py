"""What is sold: products, stock, their weights and their costs."""
