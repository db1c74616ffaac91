"""A purchase and its changes as machines see them."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview
from backend.core.access import policy
from backend.core.registry import Resource, Verb, declare
from backend.supply.purchase import actions
from backend.supply.purchase.flow import State
from backend.supply.purchase.models import Purchase, PurchaseChange, PurchaseLine
from backend.supply.purchase.schemas import bodies, faces

PRICES = (
    "amount_estimated",
    "amount_final",
    "amount_invoiced",
    "amount_paid",
    "lines.fixed_price",
    "lines.premium",
    "lines.provisional_price",
    "lines.amount_estimated",
    "lines.amount_priced",
    "lines.final_price",
    "lines.amount_final",
    "lines.amount_invoiced",
    "terms.amount",
    "terms.share",
)
"""What goods cost us is for those who buy, pay and answer for it, not for the gate."""


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    lines = PurchaseLine.objects.select_related("product", "warehouse", "instrument")
    return rows.select_related("party", "buyer").prefetch_related(
        Prefetch("lines", lines), "terms", "order_changes"
    )


def load_change(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("purchase")


PURCHASE = declare(
    Resource(
        model=Purchase,
        room="supply",
        name="purchase",
        plural="purchases",
        label=_("采购合同"),
        out=faces.PurchaseOut,
        row=faces.PurchaseRow,
        create=Verb(actions.create, _("新建"), bodies.PurchaseIn),
        change=Verb(
            actions.change,
            _("修改"),
            bodies.PurchasePatch,
            states=frozenset({State.DRAFT.value}),
        ),
        verbs={
            "submit": Verb(actions.submit, _("提交审批")),
            "return_to_draft": Verb(actions.return_to_draft, _("退回修改"), bodies.PurchaseBecause),
            "approve": Verb(actions.approve, _("批准"), bodies.PurchaseOn),
            "send": Verb(actions.send, _("发送供应商"), bodies.PurchaseSend),
            "acknowledge": Verb(actions.acknowledge, _("供应商确认"), bodies.PurchaseAcknowledge),
            "propose": Verb(actions.propose, _("提出变更"), bodies.PurchasePropose),
            "short_close": Verb(
                actions.short_close, _("短交结案"), bodies.PurchaseOnBecause, danger=True
            ),
            "close": Verb(actions.close, _("关闭"), bodies.PurchaseOn),
            "cancel": Verb(actions.cancel, _("取消"), bodies.PurchaseOnBecause, danger=True),
        },
        filters=faces.PurchaseFilters,
        columns={"party_name": "party__name"},
        filter_paths={
            "sent_from": "sent_on__gte",
            "sent_to": "sent_on__lte",
            "product_id": lambda value: Q(
                pk__in=PurchaseLine.objects.filter(product_id=value).values("purchase_id")
            ),
        },
        ordering=("created_at", "made_on"),
        sensitive=dict.fromkeys(PRICES, policy.mask_all),
        load=load,
        outside="shown_to",
    )
)

PURCHASE_CHANGE = declare(
    Resource(
        model=PurchaseChange,
        room="supply",
        name="purchase_change",
        plural="purchase-changes",
        label=_("采购变更"),
        out=faces.PurchaseChangeOut,
        row=faces.PurchaseChangeRow,
        verbs={
            "agree": Verb(actions.agree, _("同意变更"), bodies.PurchaseAgree),
            "decline": Verb(actions.decline, _("不同意"), bodies.PurchaseBecause),
            "apply": Verb(actions.apply, _("变更生效"), bodies.PurchaseOn),
            "withdraw": Verb(actions.withdraw, _("撤回"), bodies.PurchaseBecause, danger=True),
        },
        filters=faces.PurchaseChangeFilters,
        columns={"purchase_no": "purchase__no"},
        ordering=("created_at", "made_on"),
        sensitive={"changes": policy.mask_all},
        load=load_change,
        outside="party",
    )
)

overview.papers("purchases", PURCHASE, tab=overview.Tab.SUPPLY)
