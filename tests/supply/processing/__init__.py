"""Stories of metal at a mill."""
