"""Tickets and the rules they are promised by, in the back office."""

from backend.service.ticket.admin import rules, tickets

__all__ = ["rules", "tickets"]
