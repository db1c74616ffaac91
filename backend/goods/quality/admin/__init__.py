"""Quality in the back office."""

from backend.goods.quality.admin.cases import NonconformityAdmin, QualityClaimAdmin
from backend.goods.quality.admin.gate import InspectionAdmin, InspectionPlanAdmin
from backend.goods.quality.admin.papers import AssayAdmin, CertificateAdmin, ObjectionRuleAdmin

__all__ = [
    "AssayAdmin",
    "CertificateAdmin",
    "InspectionAdmin",
    "InspectionPlanAdmin",
    "NonconformityAdmin",
    "ObjectionRuleAdmin",
    "QualityClaimAdmin",
]
