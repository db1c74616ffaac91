"""One truck from the plan to the signature."""
