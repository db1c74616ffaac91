"""The HTTP door of prices, their imports and what people type."""

import hashlib
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import File, Form, Path, Query, Router, UploadedFile

from backend.core import types
from backend.core.access import policy
from backend.core.errors import Malformed, TooLarge
from backend.core.http import doors
from backend.core.http.doors import IdempotencyKey, actor_of, as_json, once, router_for
from backend.market.quote import actions, calc, queries
from backend.market.quote.schemas import (
    MAX_TEXT,
    QUOTE,
    QUOTE_ENTRY,
    QUOTE_IMPORT,
    ImportLineOut,
    ImportLinesOut,
    ImportLinesQuery,
    LatestPrices,
    MarkMissing,
    QuoteGridEntry,
    QuoteGridIn,
    QuoteGridOut,
    QuoteImportForm,
)

latest = Router(tags=["market"])
missing = Router(tags=["market"])
uploads = Router(tags=["market"])
grids = Router(tags=["market"])
imports = router_for(QUOTE_IMPORT)


@latest.get(
    "",
    response=LatestPrices,
    operation_id="market_latest_price_list",
    summary="List the newest prices",
)
def latest_prices(request: HttpRequest) -> HttpResponse:
    """List the newest price of every series, with the change since the one before it."""
    policy.require(actor_of(request), QUOTE.permission("view"))
    return as_json({"items": queries.latest_prices()})


@missing.post(
    "",
    response={201: doors.with_extras(QUOTE.out, verbs=True)},
    operation_id="market_quote_mark_missing",
    summary="Mark a day as not published",
)
def mark_missing(
    request: HttpRequest, data: MarkMissing, key: IdempotencyKey = None
) -> HttpResponse:
    """Say that a source printed no price on a trading day, so that averages may skip it."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        quote = actions.mark_missing(actor=actor, **dict(data))
        return as_json(doors.represent(QUOTE, actor, quote), status=201)

    return once(request, actor, key, work)


@uploads.post(
    "",
    response={201: doors.with_extras(QUOTE_IMPORT.out, verbs=True)},
    operation_id="market_quote_import_upload",
    summary="Upload a price file",
)
def upload(
    request: HttpRequest,
    form: Annotated[QuoteImportForm, Form()],
    file: Annotated[UploadedFile, File(description="CSV in UTF-8 or GB18030, at most 2 MB.")],
    key: IdempotencyKey = None,
) -> HttpResponse:
    """Store the prices or rates of a CSV file in UTF-8 or GB18030."""
    if (file.size or 0) > MAX_TEXT:
        raise TooLarge
    actor = actor_of(request)
    raw = file.read()
    try:
        text = calc.decode(raw)
    except UnicodeDecodeError:
        raise Malformed(errors={"file": _("文件须为 UTF-8 或 GB18030 编码的文本")}) from None

    def work() -> HttpResponse:
        done = actions.import_csv(
            actor=actor,
            on=form.on,
            text=text,
            file_name=types.tidy(file.name or "", maximum=200),
            source=form.source,
            keep_good=form.keep_good,
        )
        return doors.answer(QUOTE_IMPORT, actor, done.pk, status=201)

    mark = f"{form.model_dump_json()}\n{file.name}\n{hashlib.sha256(raw).hexdigest()}"
    return once(request, actor, key, work, body=mark.encode())


@imports.get(
    "/{quote_import_id}/lines",
    response=ImportLinesOut,
    operation_id="market_quote_import_lines",
    summary="Read the report of an import",
)
def lines(
    request: HttpRequest,
    quote_import_id: Annotated[types.Id, Path()],
    query: Annotated[ImportLinesQuery, Query()],
) -> HttpResponse:
    """Read what became of each line of a file, in file order."""
    done = doors.read(QUOTE_IMPORT, actor_of(request), quote_import_id)
    rows = done.lines.filter(line__gt=query.after).order_by("line")
    if query.outcome is not None:
        rows = rows.filter(outcome=query.outcome)
    found = list(rows[: query.limit + 1])
    shown = found[: query.limit]
    following = shown[-1].line if len(found) > query.limit else None
    items = [ImportLineOut.model_validate(row).model_dump() for row in shown]
    return as_json({"items": items, "next": following})


@grids.post(
    "",
    response={201: QuoteGridOut},
    operation_id="market_quote_entry_grid",
    summary="Enter a grid of prices",
)
def grid(request: HttpRequest, data: QuoteGridIn, key: IdempotencyKey = None) -> HttpResponse:
    """Enter a grid copied from a spreadsheet: codes across, days down. All or nothing."""
    actor = actor_of(request)

    def work() -> HttpResponse:
        made = actions.paste(actor=actor, **dict(data))
        items: list[dict[str, Any]] = [
            QuoteGridEntry.model_validate(entry).model_dump() for entry in made
        ]
        pending = sum(entry.quote_id is None for entry in made)
        return as_json({"items": items, "pending": pending}, status=201)

    return once(request, actor, key, work)


ROUTERS = {
    "quotes": router_for(QUOTE),
    "missing-quotes": missing,
    "quote-imports": imports,
    "quote-uploads": uploads,
    "quote-entries": router_for(QUOTE_ENTRY),
    "quote-grids": grids,
    "latest-prices": latest,
}
