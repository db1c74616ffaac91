"""What warehouses charge for keeping goods."""
