"""Work orders, checklists and service prices in the back office."""

from backend.service.workorder.admin import desk, orders, setups

__all__ = ["desk", "orders", "setups"]
