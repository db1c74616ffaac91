"""What lies where, whose it is, and every movement that made it so."""
