"""Stories of rights."""
