"""A quote 报价: prices offered to a customer until a day, in revisions."""
