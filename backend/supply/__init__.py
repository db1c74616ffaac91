"""Behind the sale: suppliers, buying, receiving, processing at a mill, and what we owe."""
