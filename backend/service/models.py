"""Every table of the service room."""

from backend.service.asset.models import Asset, Component, Entitlement, Meter, Reading
from backend.service.engineer.models import Certificate, Engineer, Shift, Skill

__all__ = [
    "Asset",
    "Certificate",
    "Component",
    "Engineer",
    "Entitlement",
    "Meter",
    "Reading",
    "Shift",
    "Skill",
]
