"""Requests for quotation in the back office, with the page of the comparison."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context, panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.manner import Manner
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.errors import Refusal
from backend.core.people.models import User
from backend.supply.rfq import actions, paper, queries
from backend.supply.rfq.flow import State
from backend.supply.rfq.models import OpeningKey, Rfq
from backend.supply.rfq.paper import words
from backend.supply.rfq.queries.comparing import Column, Compared, Comparison
from backend.supply.rfq.schemas import (
    COMPARE,
    FIGURES,
    RFQ,
    SUPPLIER_QUOTE,
)

MOST_PEOPLE = 300


def openers(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer those who have an opening key."""
    keyed = OpeningKey.objects.filter(is_current=True).values("user_id")
    people = User.objects.filter(pk__in=keyed, is_active=True, party__isnull=True)
    for user in people.order_by("username")[:MOST_PEOPLE]:
        yield str(user.pk), str(user)


@admin.register(Rfq)
class RfqAdmin(DocumentAdmin):
    """Requests for quotation, their conversation, and the comparison of what came back."""

    resource = RFQ
    icon = "request_quote"
    place = 12
    labels = {
        "deadline_local": _("截止时间（当地）"),
        "is_sealed_now": _("密封中"),
        "supplier_id": _("供应商"),
        "supplier_name": _("供应商"),
        "product_name": _("产品"),
        "product_spec": _("规格"),
        "lines": _("询价行"),
        "invitations": _("邀请供应商"),
        "suppliers": _("供应商"),
        "rates": _("汇率（兑比价币种）"),
        "costs": _("到门费用"),
        "penalties": _("质量加减价"),
        "benchmarks": _("基准价"),
        "openers": _("开标人（密封询价须两位）"),
        "user_name": _("开标人"),
        "reason": _("原因"),
        "text": _("内容"),
        "answer": _("答复"),
        "question_id": _("问题"),
        "passphrase": _("开标口令"),
        "quote_line_id": _("报价行"),
        "qualities": _("评定质量（代码）"),
        "deadline_from": _("截止时间起"),
        "deadline_to": _("截止时间止"),
        "product_id": _("产品"),
        "only": _("仅限术语"),
    }
    columns = ("no", "title", "kind", "state", "round", "made_on", "deadline", "currency")
    filters = ("state", "kind", "supplier_id", "product_id", "deadline_from", "deadline_to")
    facts = (
        (_("询价"), ("title", "kind", "round", "buyer_id", "named_place", "terms_asked")),
        (
            _("时间"),
            ("made_on", "deadline_local", "published_at", "opened_at", "is_sealed_now"),
        ),
        (
            _("比价规则（发布后冻结）"),
            (
                "currencies",
                "currency",
                "fx_on",
                "finance_rate",
                "reference_days",
                "day_count",
                "risk_rate",
            ),
        ),
    )
    tables = (
        ChildTable(
            _("询价行"),
            "lines",
            ("seq", "product_name", "quantity", "needed_on", "allows_substitute", "requirement"),
        ),
        ChildTable(
            _("邀请"),
            "invitations",
            ("supplier_name", "state", "contact", "score", "seen_at", "declined_reason"),
        ),
        ChildTable(_("答疑"), "questions", ("supplier_name", "text", "answer", "is_private")),
        ChildTable(_("补充与延期"), "addenda", ("seq", "text", "made_at", "deadline")),
        ChildTable(_("到门费用"), "costs", ("origin", "kind", "basis", "amount", "currency")),
        ChildTable(_("汇率"), "rates", ("currency", "rate")),
        ChildTable(_("基准价"), "benchmarks", ("code", "name", "value", "currency", "on")),
        ChildTable(_("质量加减价"), "penalties", ("code", "name", "amount")),
        ChildTable(_("开标"), "openings", ("round", "user_name", "opened_at")),
    )
    references = {"openers": openers}
    prints = (
        (_("比价"), lambda rfq: reverse("admin:supply_rfq_comparison", args=[rfq.pk])),
        (_("比价单 PDF"), "api:supply_rfq_comparison_pdf"),
        (_("比价单 Excel"), "api:supply_rfq_comparison_xlsx"),
    )
    main_path = (
        State.DRAFT,
        State.PUBLISHED,
        State.CLOSED,
        State.EVALUATING,
        State.AWARDED,
        State.DONE,
    )
    asides = ("extend", "second_round", "cancel")
    manner = Manner(
        order=("title", "kind", "lines", "invitations", "deadline", "openers", "currencies"),
        rare=("day_count", "reference_days", "risk_rate", "deadline_zone", "currency"),
        when={"openers": [{"kind": ("sealed",)}]},
    )
    empty = _("还没有询价单。新建一张，邀请几家供应商，截止后即可在同一口径下比价。")

    def get_urls(self) -> list[Any]:
        """This will add the page of the comparison and that of one cell."""
        wrap = self.admin_site.admin_view
        mine = [
            path("<uuid:pk>/comparison/", wrap(self.compare_view), name="supply_rfq_comparison"),
            path("<uuid:pk>/comparison/<uuid:line>/", wrap(self.cell_view), name="supply_rfq_cell"),
        ]
        return [*mine, *super().get_urls()]

    def _matrix(self, request: HttpRequest, pk: UUID, asked: str) -> Comparison | Refusal:
        """The matrix, or why it may not be seen; whoever asks under seal is written down."""
        actor = reach.actor_of(request)
        rfq: Rfq = self._read(request, pk)
        if not actor.may(COMPARE) or not policy.readable(actor, SUPPLIER_QUOTE, FIGURES):
            raise PermissionDenied
        try:
            actions.require_open(rfq, actor=actor, asked=asked)
        except Refusal as refused:
            if refused.aftermath is not None:
                refused.aftermath()
            return refused
        return queries.compare(rfq, on=timezone.localdate(context.now()))

    def compare_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will draw every offer at our door, one column a supplier."""
        found = self._matrix(request, pk, "comparison page")
        if isinstance(found, Refusal):
            return self._refused(request, pk, found)
        quoted = [column for column in found.columns if column.quote is not None]
        rows = [
            {
                "line": line,
                "cells": [
                    self._cell(found, found.cells.get((line.pk, column.supplier_id)))
                    for column in quoted
                ],
            }
            for line in found.lines
        ]
        return self._page(
            request,
            "supply/rfq/comparison.html",
            rfq=found.rfq,
            back=panels.page(found.rfq),
            columns=[_head(found, column) for column in quoted],
            rows=rows,
            silent=[column.name for column in found.columns if column.quote is None],
            baskets=paper.baskets(found),
            pdf=reverse("api:supply_rfq_comparison_pdf", args=[pk]),
            xlsx=reverse("api:supply_rfq_comparison_xlsx", args=[pk]),
        )

    def cell_view(self, request: HttpRequest, pk: UUID, line: UUID) -> HttpResponse:
        """This will draw how one figure came about."""
        found = self._matrix(request, pk, "cell page")
        if isinstance(found, Refusal):
            return self._refused(request, pk, found)
        one = next((c for c in found.cells.values() if c.offered.pk == line), None)
        if one is None:
            raise PermissionDenied
        names = {row.code: row.name for row in found.rfq.penalties.all()}
        names |= {row.code: row.name for row in found.rfq.benchmarks.all()}
        return self._page(
            request,
            "supply/rfq/cell.html",
            rfq=found.rfq,
            back=reverse("admin:supply_rfq_comparison", args=[pk]),
            line=next(x for x in found.lines if x.pk == one.line_id),
            column=next(x for x in found.columns if x.supplier_id == one.supplier_id),
            cell=one,
            steps=words.steps(one.explained(found.rules).steps, names),
            note_link=f"{self._at('do', pk, 'note_cell')}?quote_line_id={line}",
        )

    def _cell(self, matrix: Comparison, one: Compared | None) -> dict[str, Any] | None:
        if one is None:
            return None
        return {
            "one": one,
            "flags": [words.FLAGS[flag] for flag in one.flags],
            "link": reverse("admin:supply_rfq_cell", args=[matrix.rfq.pk, one.offered.pk]),
        }

    def _refused(self, request: HttpRequest, pk: UUID, refusal: Refusal) -> HttpResponse:
        rfq = self._read(request, pk)
        response = self._page(
            request,
            "supply/rfq/sealed.html",
            rfq=rfq,
            back=panels.page(rfq),
            sentence=str(refusal),
        )
        response.status_code = refusal.status
        return response


def _head(matrix: Comparison, column: Column) -> dict[str, Any]:
    return {
        "column": column,
        "quote": column.quote,
        "tax": paper.tax(column),
        "total": paper.total(matrix, column),
    }
