"""A tranche of a purchase fixed against the exchange 采购点价."""
