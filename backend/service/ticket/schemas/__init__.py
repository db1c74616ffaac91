"""Tickets and their rules as the doors see them."""

from django.utils.translation import gettext_lazy as _

from backend.core import overview
from backend.core.access import policy
from backend.core.registry import Resource, Verb, declare
from backend.service.ticket import actions
from backend.service.ticket.flow import State
from backend.service.ticket.models import Ticket
from backend.service.ticket.schemas import bodies, faces
from backend.service.ticket.schemas.rules import FAULT_CODE, PRIORITY_RULE, SLA_POLICY

__all__ = ["FAULT_CODE", "PRIORITY_RULE", "SLA_POLICY", "TICKET"]

ANY: frozenset[str | None] = frozenset(
    state.value for state in State if state not in (State.CANCELLED, State.DUPLICATE)
)


def _owes(ticket: Ticket) -> bool:
    return ticket.is_covered is not True


def _waits_for_yes(ticket: Ticket) -> bool:
    return ticket.estimate is not None and ticket.agreed_at is None


TICKET = declare(
    Resource(
        model=Ticket,
        room="service",
        name="ticket",
        plural="tickets",
        label=_("服务单"),
        out=faces.TicketOut,
        row=faces.TicketRow,
        create=Verb(actions.create, _("新建"), bodies.TicketIn),
        change=Verb(actions.change, _("修改"), bodies.TicketPatch),
        verbs={
            "triage": Verb(actions.triage, _("分诊"), bodies.TicketTriage),
            "assign": Verb(actions.assign, _("指派"), bodies.TicketAssign, transition="edit"),
            "start": Verb(actions.start, _("开始处理"), bodies.TicketAt),
            "comment": Verb(actions.comment, _("留言"), bodies.TicketComment, states=ANY),
            "wait": Verb(
                actions.wait, _("等待"), bodies.TicketWait, transition="wait_for_customer"
            ),
            "resume": Verb(actions.resume, _("继续"), bodies.TicketAt),
            "restore": Verb(actions.restore, _("已恢复运行"), bodies.TicketAt, transition="edit"),
            "resolve": Verb(actions.resolve, _("解决"), bodies.TicketResolve),
            "close": Verb(actions.close, _("关闭"), bodies.TicketAt),
            "reopen": Verb(actions.reopen, _("重新打开"), bodies.TicketBecause),
            "reprioritise": Verb(
                actions.reprioritise,
                _("改优先级"),
                bodies.TicketReprioritise,
                transition="edit",
            ),
            "attach": Verb(actions.attach, _("关联设备"), bodies.TicketAttach, transition="edit"),
            "estimate": Verb(
                actions.estimate,
                _("费用估算"),
                bodies.TicketEstimate,
                transition="edit",
                when=_owes,
            ),
            "agree": Verb(
                actions.agree,
                _("客户已确认费用"),
                bodies.TicketAgree,
                transition="edit",
                when=_waits_for_yes,
            ),
            "waive": Verb(
                actions.waive, _("费用减免"), bodies.TicketWaive, transition="edit", when=_owes
            ),
            "merge": Verb(actions.merge, _("并入其他服务单"), bodies.TicketMerge, danger=True),
            "cancel": Verb(actions.cancel, _("取消"), bodies.TicketBecause, danger=True),
        },
        filters=faces.TicketFilters,
        columns={
            "customer_name": "customer__name",
            "product_name": "asset__product__name",
            "owner_name": "owner__name",
        },
        filter_paths={
            "is_open": faces.is_open,
            "sla": faces.sla,
            "is_assigned": faces.is_assigned,
            "opened_from": "opened_at__gte",
            "opened_until": "opened_at__lte",
        },
        ordering=("created_at", "due_at"),
        sensitive={
            "contact_phone": policy.mask_phone,
            "comments.contact_phone": policy.mask_phone,
            "estimate": policy.mask_all,
        },
        search_private=("contact_phone",),
        load=faces.load,
    )
)

overview.papers("service_tickets", TICKET, path="customer_id", tab=overview.Tab.AFTER)
