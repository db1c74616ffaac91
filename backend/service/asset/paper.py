"""The labels of machines: a sheet of stickers whose QR codes open the page to report a fault."""

import io
from collections.abc import Sequence
from decimal import Decimal

import segno
from django.utils.translation import gettext_lazy as _

from backend.core import printing
from backend.service.asset import calc, queries
from backend.service.asset.models import Asset

ACROSS, PER_PAGE = 3, 21
"""Three by seven stickers of 63.5 × 38.1 mm on A4."""
STEP_RIGHT, STEP_DOWN = Decimal("66.0"), Decimal("38.1")


def labels(assets: Sequence[Asset], *, origin: str, skip: int = 0) -> bytes:
    """This will print a label for every machine; `skip` places of the first sheet stay empty.

    `origin` is the address of the house, such as `https://heng.example`, that the codes open.
    """
    stickers: list[object] = [None] * skip
    stickers += [
        _sticker(asset, place=place % PER_PAGE, origin=origin)
        for place, asset in enumerate(assets, start=skip)
    ]
    sheets = calc.pages(stickers, per_page=PER_PAGE)
    return printing.render(
        "service/asset/labels.html",
        {"title": _("设备标签"), "no": "", "company": "", "sheets": sheets},
    )


def _sticker(asset: Asset, *, place: int, origin: str) -> dict[str, object]:
    out = io.BytesIO()
    address = origin + queries.label_path(asset.qr_token)
    segno.make(address, error="m", micro=False).save(out, kind="png", scale=8, border=2)
    row, column = divmod(place, ACROSS)
    return {
        "asset": asset,
        "left": f"{column * STEP_RIGHT}",
        "top": f"{row * STEP_DOWN}",
        "qr": printing.image(out.getvalue(), mime="image/png"),
    }
