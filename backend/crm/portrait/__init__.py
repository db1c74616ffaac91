"""What customers are worth to us, worked out every night from what they signed."""
