"""What people do with suppliers."""

from backend.supply.supplier.actions import banks, cases, certificates, profile, questionnaires

__all__ = ["banks", "cases", "certificates", "profile", "questionnaires"]
