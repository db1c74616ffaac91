"""Requests for quotation, opening keys, suppliers' quotes and awards as machines see them."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core.access import policy
from backend.core.registry import Resource, Verb, declare, permit
from backend.supply.rfq import actions
from backend.supply.rfq.flow import OPEN_TO_QUOTES, State
from backend.supply.rfq.models import (
    Award,
    AwardLine,
    Invitation,
    OpeningKey,
    Question,
    Rfq,
    RfqLine,
    SealOpening,
    SupplierQuote,
    SupplierQuoteLine,
)
from backend.supply.rfq.schemas import answers, bodies, conversation, faces, matrix
from backend.supply.rfq.schemas.answers import SupplierQuoteLineOut

__all__ = [
    "AWARD",
    "COMPARE",
    "FIGURES",
    "OPENING_KEY",
    "RFQ",
    "SUPPLIER_QUOTE",
    "SupplierQuoteLineOut",
    "conversation",
    "matrix",
]

COMPARE = permit("supply.compare_rfq")
SEEN = frozenset({State.PUBLISHED, State.SECOND_ROUND, State.CLOSED, State.EVALUATING})
FIGURES = ("lines.price", "lines.terms", "lines.breaks")


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of a request shows."""
    return rows.prefetch_related(
        Prefetch("lines", RfqLine.objects.select_related("product")),
        Prefetch("invitations", Invitation.objects.select_related("supplier__party")),
        Prefetch("questions", Question.objects.select_related("invitation__supplier__party")),
        Prefetch("openings", SealOpening.objects.select_related("user")),
        "benchmarks",
        "penalties",
        "addenda",
        "rates",
        "costs",
    )


def load_quote(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of a quote shows."""
    lines = SupplierQuoteLine.objects.select_related("rfq_line__product")
    return rows.select_related("rfq", "party", "sealed").prefetch_related(Prefetch("lines", lines))


def load_award(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of an award shows."""
    lines = AwardLine.objects.select_related("rfq_line__product", "supplier__party")
    return rows.select_related("rfq").prefetch_related(Prefetch("lines", lines))


def load_key(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail of a key shows."""
    return rows.select_related("user")


def _some(name: str, value: Any) -> Q:
    found = Invitation if name == "supplier_id" else RfqLine
    return Q(pk__in=found.objects.filter(**{name: value}).values("rfq_id"))


RFQ = declare(
    Resource(
        model=Rfq,
        room="supply",
        name="rfq",
        plural="rfqs",
        label=_("询价单"),
        out=faces.RfqOut,
        row=faces.RfqRow,
        create=Verb(actions.create, _("新建"), bodies.RfqIn),
        change=Verb(actions.change, _("修改"), bodies.RfqPatch),
        verbs={
            "publish": Verb(actions.publish, _("发布")),
            "invite": Verb(
                actions.invite,
                _("增加供应商"),
                bodies.RfqInvite,
                states=frozenset({State.PUBLISHED}),
            ),
            "extend": Verb(actions.extend, _("延期"), bodies.RfqMoreTime),
            "add_addendum": Verb(
                actions.add_addendum,
                _("补充说明"),
                bodies.RfqAddendumBody,
                states=frozenset(OPEN_TO_QUOTES),
            ),
            "ask": Verb(actions.ask, _("提问"), bodies.RfqAsk, states=frozenset(OPEN_TO_QUOTES)),
            "answer": Verb(actions.answer, _("答复"), bodies.RfqAnswer, states=SEEN),
            "decline": Verb(
                actions.decline, _("谢绝报价"), bodies.RfqDecline, states=frozenset(OPEN_TO_QUOTES)
            ),
            "close": Verb(actions.close, _("截止")),
            "open_seal": Verb(
                actions.open_seal,
                _("开标"),
                bodies.RfqOpenSeal,
                states=frozenset({*OPEN_TO_QUOTES, State.CLOSED}),
                when=lambda rfq: rfq.is_sealed_now,
                secret=True,
            ),
            "evaluate": Verb(actions.evaluate, _("开始评审")),
            "note_cell": Verb(actions.note_cell, _("评审备注"), bodies.RfqNoteCell, states=SEEN),
            "second_round": Verb(actions.second_round, _("发起第二轮"), bodies.RfqMoreTime),
            "cancel": Verb(actions.cancel, _("取消询价"), bodies.RfqBecause, danger=True),
        },
        filters=faces.RfqFilters,
        filter_paths={
            "supplier_id": lambda value: _some("supplier_id", value),
            "product_id": lambda value: _some("product_id", value),
            "deadline_from": "deadline__gte",
            "deadline_to": "deadline__lte",
        },
        ordering=("created_at", "deadline", "made_on"),
        sensitive={
            "invitations": policy.mask_all,
            "questions": policy.mask_all,
            "rates": policy.mask_all,
            "costs": policy.mask_all,
            "openings": policy.mask_all,
            "penalties.amount": policy.mask_all,
            "finance_rate": policy.mask_all,
            "reference_days": policy.mask_all,
            "risk_rate": policy.mask_all,
        },
        load=load,
        opened=actions.note_seen,
        outside="invitations__party",
    )
)

OPENING_KEY = declare(
    Resource(
        model=OpeningKey,
        room="supply",
        name="opening_key",
        plural="opening-keys",
        label=_("开标密钥"),
        out=answers.OpeningKeyOut,
        row=answers.OpeningKeyRow,
        create=Verb(actions.create_key, _("设置开标口令"), bodies.OpeningKeyIn, secret=True),
        filters=answers.OpeningKeyFilters,
        columns={"user_name": "user__name"},
        load=load_key,
    )
)

SUPPLIER_QUOTE = declare(
    Resource(
        model=SupplierQuote,
        room="supply",
        name="supplier_quote",
        plural="supplier-quotes",
        label=_("供应商报价"),
        out=answers.SupplierQuoteOut,
        row=answers.SupplierQuoteRow,
        create=Verb(actions.create_quote, _("填写报价"), bodies.SupplierQuoteIn, secret=True),
        verbs={
            "submit": Verb(actions.submit_quote, _("提交")),
            "withdraw": Verb(actions.withdraw_quote, _("撤回"), bodies.RfqBecause, danger=True),
        },
        filters=answers.SupplierQuoteFilters,
        columns={"rfq_no": "rfq__no", "party_name": "party__name"},
        sensitive={name: policy.mask_all for name in FIGURES},
        load=load_quote,
        outside="party",
    )
)

AWARD = declare(
    Resource(
        model=Award,
        room="supply",
        name="award",
        plural="awards",
        label=_("定标单"),
        out=answers.AwardOut,
        row=answers.AwardRow,
        create=Verb(actions.create_award, _("定标"), bodies.AwardIn),
        verbs={
            "submit": Verb(actions.submit_award, _("提交审批")),
            "approve": Verb(actions.approve_award, _("批准")),
            "reject": Verb(actions.reject_award, _("退回"), bodies.RfqBecause),
            "withdraw": Verb(actions.withdraw_award, _("撤回"), bodies.RfqBecause, danger=True),
        },
        filters=answers.AwardFilters,
        filter_paths={
            "supplier_id": lambda value: Q(
                pk__in=AwardLine.objects.filter(supplier_id=value).values("award_id")
            )
        },
        columns={"rfq_no": "rfq__no", "rfq_title": "rfq__title", "currency": "rfq__currency"},
        sensitive={
            "amount": policy.mask_all,
            "lowest_amount": policy.mask_all,
            "lines.price": policy.mask_all,
            "lines.unit_cost": policy.mask_all,
            "lines.amount": policy.mask_all,
        },
        load=load_award,
    )
)
