"""Customers nobody has: the pools they wait in, the rules by which they fall, whose they were."""
