"""Spare parts: what vans carry, what comes back broken, and what suppliers owe us for it."""
