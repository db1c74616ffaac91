"""A customer: a company we sell to, the people in it and how it wants to be served."""
