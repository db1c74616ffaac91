"""Price books: what a good costs whom, found in one order and explained step by step."""
