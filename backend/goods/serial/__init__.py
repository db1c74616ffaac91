"""Goods known one by one: which serial is where, and when it came and left."""
