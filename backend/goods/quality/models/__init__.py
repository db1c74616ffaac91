"""The rows of quality."""

from backend.goods.quality.models.assay import Assay, AssayElement
from backend.goods.quality.models.certificate import Certificate, CertificateLine
from backend.goods.quality.models.claim import ObjectionRule, QualityClaim
from backend.goods.quality.models.defect import Nonconformity
from backend.goods.quality.models.inspection import Inspection, InspectionValue
from backend.goods.quality.models.plan import Characteristic, InspectionPlan, Occasion

__all__ = [
    "Assay",
    "AssayElement",
    "Certificate",
    "CertificateLine",
    "Characteristic",
    "Inspection",
    "InspectionPlan",
    "InspectionValue",
    "Nonconformity",
    "ObjectionRule",
    "Occasion",
    "QualityClaim",
]
