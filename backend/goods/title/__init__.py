"""Goods change their owner where they lie 货权转移."""
