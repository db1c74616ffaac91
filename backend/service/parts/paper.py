"""The letter of claim to a supplier 供应商质保索赔函."""

from django.utils.translation import gettext_lazy as _

from backend.core import printing
from backend.service.parts.models import WarrantyClaim


def letter(claim: WarrantyClaim) -> bytes:
    """This will print what failed, when it was bought, until when it is warranted, and the sum."""
    back = claim.back
    owner = None if claim.lot is None else claim.lot.owner_party
    company = owner or (None if back.defective_lot is None else back.defective_lot.owner_party)
    return printing.render(
        "service/parts/claim.html",
        {
            "title": _("质保索赔函"),
            "no": claim.no,
            "on": claim.sent_on or claim.made_on,
            "company": "" if company is None else company.name,
            "claim": claim,
            "back": back,
            "warranty": claim.warranty,
        },
    )
