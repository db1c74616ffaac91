"""Every table of the service room."""

from backend.service.asset.models import Asset, Component, Entitlement, Meter, Reading

__all__ = [
    "Asset",
    "Component",
    "Entitlement",
    "Meter",
    "Reading",
]
