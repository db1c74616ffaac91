"""Price books in the back office: their prices, what changed, and a page to try a price."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import forms, inputs, reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.errors import Refusal
from backend.core.http import problems
from backend.core.types import plain
from backend.crm.pricebook import queries
from backend.crm.pricebook.actions import goods_of
from backend.crm.pricebook.flow import State
from backend.crm.pricebook.models import PriceBook, PriceEntry, PricePaid, Scope, Unit
from backend.crm.pricebook.schemas import PRICEBOOK, answers
from backend.crm.pricebook.schemas.bodies import PriceAsk

Kind, Basis = PriceEntry.Kind, PriceEntry.Basis


@admin.register(PriceBook)
class PriceBookAdmin(DocumentAdmin):
    """Prices by customer, tier, region, channel and list; every revision stays."""

    resource = PRICEBOOK
    icon = "price_change"
    place = 28
    columns = (
        "no",
        "name",
        "scope",
        "party_name",
        "tier",
        "currency",
        "valid_from",
        "valid_until",
        "revision",
        "state",
    )
    filters = ("state", "scope", "currency", "valid_on", "product_id")
    labels: ClassVar = {
        "party_name": _("客户"),
        "valid_on": _("有效日"),
        "product_id": _("产品"),
        "product_code": _("产品编码"),
        "instrument_code": _("基准品种代码"),
        "successor_id": _("下一版"),
        "percent": _("调价比例（0.02 为上调 2%）"),
        "category": _("只调品类"),
        "metal": _("只调金属"),
        "with_floor": _("底价同比例调整"),
        "quantity": _("数量"),
        "unit": _("计价单位"),
        "on": _("日期"),
        "contract_id": _("合同"),
        "entries": _("价格"),
        "seq": _("行"),
        "goods": _("产品"),
        "break_said": _("分档"),
        "kind_said": _("类型"),
        "price_said": _("价格"),
        "floor_said": _("底价"),
        "days_said": _("有效期"),
        "before": _("原价"),
        "after": _("新价"),
        "moved": _("涨跌"),
    }
    facts = (
        (
            _("适用"),
            ("scope", "party_id", "contract_no", "tier", "region", "channel", "priority"),
        ),
        (
            _("口径"),
            (
                "currency",
                "tax_included",
                "tax_rate",
                "unit_of_measure",
                "weight_basis",
                "places",
            ),
        ),
        (
            _("有效期与版次"),
            (
                "valid_from",
                "valid_until",
                "revision",
                "supersedes_id",
                "successor_id",
                "approved_on",
                "retired_on",
            ),
        ),
        (_("备注"), ("note",)),
    )
    tables = (
        ChildTable(_("价格"), lambda book, actor: entry_rows(book, actor), replaces="entries"),
        ChildTable(_("与上一版相比"), lambda book, _actor: change_rows(book)),
    )
    references: ClassVar = {"successor_id": PriceBook}
    main_path = (State.DRAFT, State.APPROVED)
    prints = ((_("试算价格"), lambda book: _try_link(book)),)
    empty = _("还没有价格表。新建目录价后，报价单即可自动取价。")

    def get_urls(self) -> list[Any]:
        """This will add the page to try a price."""
        page = self.admin_site.admin_view(self.try_view)
        return [path("try/", page, name="crm_pricebook_try"), *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the question for a price and below it the answer, step by step."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        actor = reach.actor_of(request)
        found, refusal = None, None
        if "asked" in request.GET:
            typed = forms.collect(PriceAsk, request.GET)
            found, refusal = _work(typed, actor)
        else:
            given = {key: str(value) for key, value in request.GET.items()}
            typed = forms.today(PriceAsk, forms.prefill(PriceAsk, given))
        errors = {} if refusal is None else {k: str(v) for k, v in refusal.errors.items()}
        frame = inputs.Frame(self.glossary, self.references, actor, None, errors)
        response = self._page(
            request,
            "crm/pricebook/try.html",
            inputs=inputs.build(PriceAsk, typed, frame),
            label=_("试算价格"),
            found=found,
            sentence="" if refusal is None else str(refusal),
            loose={self.glossary.label(name): why for name, why in errors.items()},
        )
        response.status_code = 200 if refusal is None else refusal.status
        return response


def _work(typed: forms.Typed, actor: Actor) -> tuple[dict[str, Any] | None, Refusal | None]:
    try:
        body = PriceAsk.model_validate(forms.clean(PriceAsk, typed))
        found = answers.price_for(body, actor=actor, resource=PRICEBOOK)
    except ValidationError as wrong:
        return None, problems.malformed(list(wrong.errors()))
    except Refusal as refused:
        return None, refused
    kinds = dict(PricePaid.Kind.choices)
    for row in found["history"]:
        row["label"] = kinds[row["kind"]]
    found["level_label"] = dict(Scope.choices)[found["level"]]
    found["unit_label"] = dict(Unit.choices)[found["unit"]]
    found["book_link"] = _book_link(found["book_id"], actor)
    return found, None


def _book_link(book_id: Any, actor: Actor) -> str:
    """The page of the book, for whom it is there."""
    if not policy.visible(PriceBook, actor).filter(pk=book_id).exists():
        return ""
    return reverse("admin:crm_pricebook_change", args=[book_id])


def _try_link(book: PriceBook) -> str:
    """The page to try a price, with what this book says typed already."""
    given = {
        "party_id": "" if book.party_id is None else str(book.party_id),
        "contract_id": "" if book.contract_id is None else str(book.contract_id),
        "currency": book.currency,
        "unit": book.unit_of_measure,
        "region": book.region,
        "channel": book.channel,
    }
    query = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('admin:crm_pricebook_try')}?{query}"


def entry_rows(book: PriceBook, actor: Actor) -> Iterable[dict[str, Any]]:
    """This will write the prices of a book as a person reads them."""
    shows_floor = policy.readable(actor, PRICEBOOK, ["entries.floor_price"])
    shows_markup = policy.readable(actor, PRICEBOOK, ["entries.cost_markup"])
    for entry in book.entries.all():
        yield {
            "seq": entry.seq,
            "goods": goods_of(entry),
            "break_said": _break(entry),
            "kind_said": entry.get_kind_display(),
            "price_said": _said(entry, shows_markup=shows_markup),
            "floor_said": _floor(entry, shows_floor=shows_floor),
            "days_said": _days(entry),
            "note": entry.note,
        }


def change_rows(book: PriceBook) -> Iterable[dict[str, Any]]:
    """This will write what this revision changed."""
    for one in queries.changes(book):
        entry = one.after or one.before
        assert entry is not None  # a change has one side at least
        before, after = one.figures
        yield {
            "goods": goods_of(entry),
            "break_said": _break(entry),
            "kind_said": entry.get_kind_display(),
            "before": _figure(before, missing=one.before is None),
            "after": _figure(after, missing=one.after is None),
            "moved": "" if one.ratio is None else f"{one.ratio * 100:+.2f}%",
        }


def _figure(value: Decimal | None, *, missing: bool) -> str:
    if missing:
        return "—"
    return _now("公式") if value is None else plain(value.normalize())


def _said(entry: PriceEntry, *, shows_markup: bool) -> str:
    if entry.kind == Kind.FIXED:
        return plain((entry.price or Decimal(0)).normalize())
    if entry.kind == Kind.DISCOUNT:
        return _now("目录价优惠 {percent}%").format(percent=_percent(entry.discount))
    if entry.kind == Kind.MARKUP:
        shown = _percent(entry.cost_markup) if shows_markup else "****"
        return _now("成本加 {percent}%").format(percent=shown)
    if entry.kind == Kind.FORMULA:
        return entry.formula
    code = entry.instrument.code if entry.instrument else ""
    return f"{code} {entry.get_quote_kind_display()} {entry.premium.normalize():+f}"


def _percent(value: Decimal | None) -> str:
    return plain(((value or Decimal(0)) * 100).normalize())


def _floor(entry: PriceEntry, *, shows_floor: bool) -> str:
    if not shows_floor:
        return _now("无权查看")
    return "" if entry.floor_price is None else plain(entry.floor_price.normalize())


def _break(entry: PriceEntry) -> str:
    if entry.break_basis == Basis.NONE:
        return ""
    return f"{entry.get_break_basis_display()} ≥ {plain(entry.break_from.normalize())}"


def _days(entry: PriceEntry) -> str:
    if entry.valid_from is None and entry.valid_until is None:
        return ""
    return f"{entry.valid_from or ''} — {entry.valid_until or ''}"
