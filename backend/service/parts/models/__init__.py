"""What vans carry, what is asked for, what comes back, what suppliers owe, and what fits what."""

from backend.service.parts.models.back import DefectiveReturn, SupplierWarranty, WarrantyClaim
from backend.service.parts.models.fit import Fitment, PartReference
from backend.service.parts.models.vans import PartsLine, PartsRequest, PartsSent, VanLevel

__all__ = [
    "DefectiveReturn",
    "Fitment",
    "PartReference",
    "PartsLine",
    "PartsRequest",
    "PartsSent",
    "SupplierWarranty",
    "VanLevel",
    "WarrantyClaim",
]
