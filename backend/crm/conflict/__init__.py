"""Two people after the same customer or deal: what speaks for it, and who keeps it."""
