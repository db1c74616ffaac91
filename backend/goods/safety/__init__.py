"""How much should lie there, and what lies there too long."""
