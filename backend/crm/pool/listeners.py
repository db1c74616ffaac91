"""What pools hear: facts of customers that wait changed; what owners are told."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context, notices
from backend.core.events import log
from backend.core.events.models import Event
from backend.core.merging import rules, steps
from backend.crm.customer.models import Customer
from backend.crm.pool import actions
from backend.crm.pool.models import PoolEntry, RecycleWarning


def _follow(party_id: UUID | None) -> None:
    if party_id is None:
        return
    actions.entries.refresh(PoolEntry.objects.filter(customer__party_id=party_id))


@log.on("crm.customer.changed")
def follow_customer(event: Event) -> None:
    """A customer that waits in a pool is shown as it is now."""
    _follow(event.party_id)


@log.on("core.party.changed")
def follow_company(event: Event) -> None:
    """A company whose customer waits in a pool is shown under its present name."""
    _follow(event.document_id)


@rules.settle(Customer)
def leave_the_pool(customer: Customer) -> list[steps.Step]:
    """A customer that became somebody's by a merge waits in no pool; taken back, it waits again."""
    if customer.owner_id is None:
        return []
    done: list[steps.Step] = []
    gone: dict[str, Any] = {
        "left_at": context.now(),
        "left_how": PoolEntry.Way.OTHER.value,
        "taken_by_id": customer.owner_id,
    }
    for entry in PoolEntry.objects.filter(customer=customer, left_at=None).order_by("pk"):
        done += steps.change(entry, **gone)
    return done


@notices.on("crm.customer.warned")
def warn(event: Event) -> list[notices.Notice]:
    """The owner reads when a customer falls, with the way to it and to an extension."""
    news = event.payload
    told = RecycleWarning.objects.filter(
        customer_id=event.document_id,
        rule_id=news["rule"],
        falls_on=date.fromisoformat(news["falls_on"]),
        threshold=news["threshold"],
    ).select_related("customer__party")
    return [
        notices.Notice(
            user_id=one.owner_id,
            key=f"crm.pool.warned:{one.pk}",
            title=str(_("客户“{name}”将于 {day} 被回收")).format(
                name=one.customer.party.name, day=news["falls_on"]
            ),
            body=str(_("规则：{rule}。请及时跟进，或在客户页面申请延期。")).format(
                rule=news["rule_name"]
            ),
            link=f"crm.customer:{event.document_id}",
        )
        for one in told
    ]


@notices.on("crm.customer.recycled")
def tell_fallen(event: Event) -> list[notices.Notice]:
    """Who had a customer reads that it was taken; who got it, that it came."""
    before, after = event.changes.get("owner_id", [None, None])
    said = {"no": event.document_no, "rule": event.payload["rule_name"]}
    people = [(before, _("客户 {no} 已按规则“{rule}”被回收"), "from")]
    people += [(after, _("客户 {no} 已按规则“{rule}”转交给您"), "to")]
    return [
        notices.Notice(
            user_id=user_id,
            key=f"crm.pool.recycled:{event.pk}:{side}",
            title=str(title).format(**said),
            link=f"crm.customer:{event.document_id}",
        )
        for user_id, title, side in people
        if user_id is not None
    ]
