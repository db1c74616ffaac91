"""Who is told of a conflict, and what pools do when two customers become one."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.core import notices, panels
from backend.core.events.models import Event
from backend.core.merging import rules
from backend.core.notices import Notice
from backend.crm.conflict.models import ConflictCase
from backend.crm.pool.models import PoolEntry, RecycleWarning

TOLD = {
    "crm.conflict.raised": _("撞单 {no} 已提出，请在期限内协商或补充证据"),
    "crm.conflict.evidence_requested": _("撞单 {no}：请补充证据"),
    "crm.conflict.evidence_added": _("撞单 {no}：有新的证据"),
    "crm.conflict.decided": _("撞单 {no} 已裁决，七日内可申诉"),
    "crm.conflict.agreed": _("撞单 {no}：一方提出了协商意见"),
    "crm.conflict.appealed": _("撞单 {no} 已提出申诉"),
    "crm.conflict.closed": _("撞单 {no} 已终结"),
}


def tell(event: Event) -> list[Notice]:
    """This will tell both owners, but not the one who did it."""
    case = ConflictCase.objects.filter(pk=event.document_id).first()
    if case is None:
        return []
    owners = {case.owner_id, case.b_owner_id} - {None, event.actor_id}
    title = str(TOLD[event.name]).format(no=case.no)
    return [
        Notice(
            user_id=owner,
            key=f"{event.name}:{event.pk}:{owner}",
            title=title,
            body=event.reason,
            link=panels.page(case),
        )
        for owner in sorted(owner for owner in owners if owner is not None)
    ]


for _name in TOLD:
    notices.on(_name)(tell)


@rules.unite(PoolEntry)
def one_entry(kept: Any, gone: Any) -> None:
    """This will leave a customer in the pool it waits in."""


@rules.unite(RecycleWarning)
def one_warning(kept: Any, gone: Any) -> None:
    """This will keep a warning once."""
