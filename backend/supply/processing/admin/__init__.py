"""Processing in the back office."""

from backend.supply.processing.admin import desk, orders, setups, statements

__all__ = ["desk", "orders", "setups", "statements"]
