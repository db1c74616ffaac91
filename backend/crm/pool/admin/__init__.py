"""Pools in the back office: what waits, what falls tonight, who had a customer when."""

from backend.crm.pool.admin import owners, pools, rules

__all__ = ["owners", "pools", "rules"]
