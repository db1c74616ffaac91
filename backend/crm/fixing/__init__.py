"""A tranche of a contract fixed against the exchange 点价."""
