"""Prices in the back office: what is published, what files brought, what people type."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.backoffice import deeds, reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.errors import Malformed, TooLarge
from backend.market.quote import actions, calc, queries
from backend.market.quote.flow import State
from backend.market.quote.models import Quote, QuoteEntry, QuoteImport
from backend.market.quote.schemas import MAX_TEXT, QUOTE, QUOTE_ENTRY, QUOTE_IMPORT

SHOWN_DAYS = 10


@admin.register(Quote)
class QuoteAdmin(DocumentAdmin):
    """Prices as published, every version."""

    resource = QUOTE
    icon = "show_chart"
    labels = {
        "instrument_code": _("品种"),
        "instrument": _("品种代码"),
        "first": _("交易日起"),
        "last": _("交易日止"),
        "is_newest": _("只看最新版本"),
    }
    columns = (
        "instrument_code",
        "kind",
        "trade_date",
        "value",
        "status",
        "version",
        "source",
        "recorded_at",
    )
    facts = (
        (_("价格"), ("instrument_code", "kind", "trade_date", "value", "status", "version")),
        (_("来源"), ("source", "note", "entered_by_id", "confirmed_by_id", "recorded_at")),
    )


@admin.register(QuoteImport)
class QuoteImportAdmin(DocumentAdmin):
    """Files of prices and what became of their lines."""

    resource = QUOTE_IMPORT
    icon = "upload_file"
    columns = (
        "no",
        "file_name",
        "shape",
        "stored",
        "corrected",
        "unchanged",
        "missing",
        "rejected",
        "created_at",
    )
    facts = (
        (_("文件"), ("no", "file_name", "shape", "source", "first_day", "last_day")),
        (_("结果"), ("stored", "corrected", "unchanged", "missing", "rejected")),
    )
    tables = (
        ChildTable(
            _("需要关注的行（前 100 行）"), "lines", ("line", "outcome", "code", "day", "detail")
        ),
    )

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """This will take an uploaded file, or draw the form with what is wrong in it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        outcome = deeds.Outcome()
        if request.method == "POST":
            raw = self._file(request)
            outcome = deeds.attempt(
                request, reach.actor_of(request), lambda: self._bring(request, raw), body=raw
            )
        if outcome.response is not None:
            return outcome.response
        response = self._page(
            request,
            "market/quote/upload.html",
            key=request.POST.get("_key") or deeds.fresh_key(),
            sentence=outcome.sentence,
            problems=outcome.errors,
            source=request.POST.get("source", ""),
            keep_good=request.POST.get("keep_good") == "true",
        )
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    def _file(self, request: HttpRequest) -> bytes:
        upload = request.FILES.get("file")
        return b"" if upload is None else upload.read(MAX_TEXT + 1)

    def _bring(self, request: HttpRequest, raw: bytes) -> str:
        if len(raw) > MAX_TEXT:
            raise TooLarge
        try:
            text = calc.decode(raw)
        except UnicodeDecodeError:
            raise Malformed(_("文件须为 UTF-8 或 GB18030 编码的文本。")) from None
        upload = request.FILES.get("file")
        source = types.tidy(str(request.POST.get("source", "")), maximum=64)
        if upload is None or not source:
            raise Malformed(_("请选择文件并填写来源。"))
        done = actions.import_csv(
            actor=reach.actor_of(request),
            on=timezone.localdate(),
            text=text,
            file_name=types.tidy(upload.name or "", maximum=200),
            source=source,
            keep_good=request.POST.get("keep_good") == "true",
        )
        return self._at("change", done.pk)


@admin.register(QuoteEntry)
class QuoteEntryAdmin(DocumentAdmin):
    """Prices typed by hand, the grid they are typed in, and those that wait."""

    resource = QUOTE_ENTRY
    icon = "grid_on"
    labels = {"instrument_code": _("品种")}
    columns = (
        "instrument_code",
        "kind",
        "trade_date",
        "value",
        "previous",
        "state",
        "source",
        "created_at",
    )
    facts = (
        (_("报价"), ("instrument_code", "kind", "trade_date", "value", "previous", "state")),
        (_("经手"), ("source", "note", "created_by_id", "confirmed_by_id")),
    )
    main_path = (State.PENDING, State.CONFIRMED)

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the grid: it is how prices are typed here."""
        return self.grid_view(request)

    def get_urls(self) -> list[Any]:
        """This will add the grid."""
        wrap = self.admin_site.admin_view
        grid = path("grid/", wrap(self.grid_view), name="market_quoteentry_grid")
        return [grid, *super().get_urls()]

    def grid_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw days by instruments of a market and take what was typed or pasted."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        actor = reach.actor_of(request)
        market = str(request.GET.get("market", "SHFE"))[:16]
        grid = queries.grid(market, today=timezone.localdate(), shown=SHOWN_DAYS)
        outcome = deeds.Outcome()
        if request.method == "POST":
            said = repr(_typed(grid, request)) + str(request.POST.get("source", ""))
            outcome = deeds.attempt(
                request, actor, lambda: self._enter(request, grid), body=said.encode()
            )
        if outcome.response is not None:
            return outcome.response
        response = self._page(
            request,
            "market/quote/grid.html",
            grid=grid,
            rows=_typed(grid, request),
            markets=queries.markets(),
            market=market,
            key=request.POST.get("_key") or deeds.fresh_key(),
            sentence=outcome.sentence,
            problems=outcome.errors,
            source=request.POST.get("source", ""),
        )
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    def _enter(self, request: HttpRequest, grid: queries.Grid) -> str:
        source = types.tidy(str(request.POST.get("source", "")), maximum=64)
        if not source:
            raise Malformed(_("请填写来源。"))
        lines = ["\t".join(["", *grid.codes])]
        for day, cells in _typed(grid, request):
            lines.append("\t".join([day, *(cell for _name, cell in cells)]))
        made = actions.paste(
            actor=reach.actor_of(request),
            kind=grid.kind,
            text="\n".join(lines),
            source=source,
            note="",
        )
        waiting = sum(entry.quote_id is None for entry in made)
        messages.success(
            request,
            _now("已录入 {count} 个价格，其中 {waiting} 个待另一位用户复核").format(
                count=len(made), waiting=waiting
            ),
        )
        return self._at("changelist")


def _typed(grid: queries.Grid, request: HttpRequest) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give each day's cells by name, as typed or else as known."""
    found = []
    for at, day in enumerate(grid.days):
        cells = []
        for column, code in enumerate(grid.codes):
            name = f"cell-{at}-{column}"
            known = grid.values.get((code, day), "")
            typed = str(request.POST.get(name, known))[:24].replace("\t", " ").replace("\n", " ")
            cells.append((name, typed))
        found.append((day.isoformat(), cells))
    return found
