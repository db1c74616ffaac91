"""Quality as machines see it."""

from backend.goods.quality.schemas.assays import ASSAY
from backend.goods.quality.schemas.certificates import CERTIFICATE
from backend.goods.quality.schemas.claims import OBJECTION_RULE, QUALITY_CLAIM
from backend.goods.quality.schemas.defects import NONCONFORMITY
from backend.goods.quality.schemas.inspections import INSPECTION
from backend.goods.quality.schemas.plans import INSPECTION_PLAN

__all__ = [
    "ASSAY",
    "CERTIFICATE",
    "INSPECTION",
    "INSPECTION_PLAN",
    "NONCONFORMITY",
    "OBJECTION_RULE",
    "QUALITY_CLAIM",
]
