"""Work orders: one visit or job, from the plan to the customer's signature and the bill."""
