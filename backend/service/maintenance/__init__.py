"""Work that comes round: plans, what they call for, and whether it was done in time."""
