"""A contract and its amendments as machines see them."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview
from backend.core.access import policy
from backend.core.registry import Resource, Verb, declare
from backend.crm.contract import actions
from backend.crm.contract.flow import State
from backend.crm.contract.models import Amendment, Contract, ContractLine
from backend.crm.contract.schemas import bodies, faces


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    lines = ContractLine.objects.select_related("product", "warehouse", "instrument")
    return rows.select_related("party", "seller").prefetch_related(
        Prefetch("lines", lines), "terms", "amendments"
    )


def load_amendment(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("contract")


CONTRACT = declare(
    Resource(
        model=Contract,
        room="crm",
        name="contract",
        plural="contracts",
        label=_("销售合同"),
        out=faces.ContractOut,
        row=faces.ContractRow,
        create=Verb(actions.create, _("新建"), bodies.ContractIn),
        change=Verb(actions.change, _("修改"), bodies.ContractPatch),
        verbs={
            "submit": Verb(actions.submit, _("提交审核")),
            "return_to_draft": Verb(actions.return_to_draft, _("退回修改"), bodies.ContractBecause),
            "approve": Verb(actions.approve, _("批准"), bodies.ContractApprove),
            "send": Verb(actions.send, _("发送签署"), bodies.ContractSend),
            "sign": Verb(actions.sign, _("签署生效"), bodies.ContractSign),
            "amend": Verb(actions.amend, _("变更"), bodies.ContractAmend),
            "short_close": Verb(
                actions.short_close,
                _("明细短交结案"),
                bodies.ContractShortClose,
                states=frozenset({State.EFFECTIVE}),
                danger=True,
            ),
            "suspend": Verb(actions.suspend, _("中止"), bodies.ContractBecause),
            "resume": Verb(actions.resume, _("恢复"), bodies.ContractBecause),
            "fulfil": Verb(actions.fulfil, _("履行完毕"), bodies.ContractOn),
            "close": Verb(actions.close, _("关闭"), bodies.ContractOn),
            "terminate": Verb(actions.terminate, _("终止"), bodies.ContractOnBecause, danger=True),
            "void": Verb(actions.void, _("作废"), bodies.ContractOnBecause, danger=True),
        },
        filters=faces.ContractFilters,
        columns={"party_name": "party__name"},
        filter_paths={
            "signed_from": "signed_on__gte",
            "signed_to": "signed_on__lte",
            "product_id": lambda value: Q(
                pk__in=ContractLine.objects.filter(product_id=value).values("contract_id")
            ),
        },
        ordering=("created_at", "made_on", "amount_estimated"),
        sensitive={"cost_estimated": policy.mask_all, "margin_estimated": policy.mask_all},
        load=load,
    )
)

AMENDMENT = declare(
    Resource(
        model=Amendment,
        room="crm",
        name="amendment",
        plural="amendments",
        label=_("合同变更"),
        out=faces.AmendmentOut,
        row=faces.AmendmentRow,
        verbs={
            "approve": Verb(actions.approve_amendment, _("批准"), bodies.ContractOn),
            "apply": Verb(actions.apply_amendment, _("变更生效"), bodies.ContractOn),
            "void": Verb(actions.void_amendment, _("作废"), bodies.ContractBecause, danger=True),
        },
        filters=faces.AmendmentFilters,
        columns={"contract_no": "contract__no"},
        ordering=("created_at", "made_on"),
        load=load_amendment,
    )
)

overview.papers("contracts", CONTRACT, tab=overview.Tab.CONTRACTS)
