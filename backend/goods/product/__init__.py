"""What can be bought and sold, and how heavy it ought to be."""
