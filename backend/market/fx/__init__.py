"""What one currency costs in another."""
