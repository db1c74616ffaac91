"""Shipments, their claims and who carries them, in the back office."""

from backend.supply.shipment.admin import claims, fleet, panes, shipments

__all__ = ["claims", "fleet", "panes", "shipments"]
