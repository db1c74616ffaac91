"""Who is told what about suppliers."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backend.core import notices, panels
from backend.core.events.models import Event
from backend.core.merging import rules
from backend.supply.supplier.models import Certificate, Supplier


@notices.on("supply.certificate.expiry_warned")
def tell_of_certificate(event: Event) -> list[notices.Notice]:
    """This will tell the buyer of a supplier that a certificate runs out, once a step."""
    rows = Certificate.objects.select_related("supplier__party")
    certificate = rows.filter(pk=event.document_id).first()
    if certificate is None or certificate.supplier.owner_id is None:
        return []
    step = int(event.payload["days"])
    words = {
        "name": certificate.supplier.party.name,
        "kind": certificate.get_kind_display(),
        "number": certificate.number,
        "until": certificate.expires_on,
        "days": step,
    }
    said = _("{name}：{kind} {number} 将于 {until} 到期（不足 {days} 天）")
    gone = _("{name}：{kind} {number} 已于 {until} 过期，相关品类已停止询价和下单")
    return [
        notices.Notice(
            user_id=certificate.supplier.owner_id,
            key=f"supply.certificate.{certificate.pk}.{step}",
            title=format_lazy(said if step else gone, **words),
            link=panels.page(certificate),
        )
    ]


@rules.unite(Supplier)
def one_supplier(kept: Supplier, gone: Supplier) -> None:
    """This will let a supplier take over what the other one could deliver and what is known of it.

    Admission, terms and score stay those of the one that is kept: nobody qualified both as one.
    """
    kept.categories = sorted({*kept.categories, *gone.categories})
    kept.does_processing = kept.does_processing or gone.does_processing
    for name in ("conditions", "risk_note", "note", "incoterm"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
