"""Score cards: how a supplier did in a period, measured on its papers, and what follows."""
