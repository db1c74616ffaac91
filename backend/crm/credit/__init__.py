"""How much a customer may owe and what counts against it."""
