"""News from the market that concerns booked fixings."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.fixing import actions, queries
from backend.crm.fixing.models import Fixing


@log.on("market.quote.corrected")
def tell_what_was_priced(event: Event) -> None:
    """A corrected quote changes no booked fixing; those who rest on the old one are told."""
    actor = system("行情更正")
    for fixing in queries.priced_on_older(event.payload):
        actions.tell_corrected(fixing.pk, actor=actor, news=event.payload, cause=event.pk)


@notices.on("crm.fixing.price_corrected", urgent=True)
def tell_owner(event: Event) -> list[notices.Notice]:
    """Whoever owns the contract decides with the customer whether anything follows."""
    fixing = Fixing.objects.select_related("contract").get(pk=event.document_id)
    owner = fixing.contract.owner_id
    if owner is None:
        return []
    body = _("点价 {no} 的基价 {old} 已更正为 {new}，已成交金额不变，请与客户确认是否处理。")
    return [
        notices.Notice(
            user_id=owner,
            key=f"fixing-corrected:{event.pk}",
            title=_("已成交点价的行情有更正"),
            body=format_lazy(
                body, no=fixing.no, old=event.payload["old"], new=event.payload["new"]
            ),
            link=f"crm.fixing:{fixing.pk}",
        )
    ]
