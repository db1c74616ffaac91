"""Machines, what is in them, what is promised for them, and what their meters say."""

from backend.service.asset.models.assets import Asset, Component
from backend.service.asset.models.meters import Meter, Reading
from backend.service.asset.models.promises import Entitlement

__all__ = ["Asset", "Component", "Entitlement", "Meter", "Reading"]
