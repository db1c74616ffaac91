"""Prices in the back office: uploading a file, typing into the grid."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from backend.market.calendar.models import TradingDay
from backend.market.quote.models import Quote, QuoteEntry, QuoteImport
from tests.house_kit import person
from tests.market.kit import cut, instrument, put, seed
from tests.market.quote.test_import import BROKEN

GRID = "/admin/market/quoteentry/grid/"
UPLOAD = "/admin/market/quoteimport/add/"


@pytest.fixture
def client(db: None, settings: Any) -> Client:
    """The boss at the back office, with calendars and instruments on file."""
    seed()
    user = person("boss", superuser=True)
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, text: str, **more: str) -> Any:
    file = SimpleUploadedFile("行情.csv", text.encode("gb18030"))
    return client.post(UPLOAD, {"file": file, "source": "交易所", "_key": "k1", **more})


def test_an_uploaded_file_is_reported_on_its_own_page(client: Client) -> None:
    assert client.get(UPLOAD).status_code == 200

    sent = upload(client, cut("shfe_daily.csv", holding=["2024-09-25"]))

    assert sent.status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert "缺价：settle" in page
    assert client.get("/admin/market/quoteimport/").status_code == 200
    assert client.get("/admin/market/quote/").status_code == 200


def test_broken_lines_are_shown_and_the_good_ones_kept_when_asked(client: Client) -> None:
    refused = upload(client, BROKEN)
    assert refused.status_code == 422
    assert "line 3：没有这个品种" in refused.content.decode()
    assert QuoteImport.objects.count() == 0

    kept = upload(client, BROKEN, keep_good="true", _key="k2")

    assert kept.status_code == 302
    assert QuoteImport.objects.get().rejected == 9


def test_the_grid_takes_what_was_typed_and_far_prices_wait(client: Client) -> None:
    days = TradingDay.objects.filter(code="SHFE", is_open=True, day__lte=timezone.localdate())
    last, before = days.order_by("-day").values_list("day", flat=True)[:2]
    put("SHFE.CU", before.isoformat(), "100000")
    page = client.get(GRID)
    assert page.status_code == 200
    codes = page.context["grid"].codes
    copper, zinc = codes.index("SHFE.CU"), codes.index("SHFE.ZN")
    typed = {f"cell-0-{copper}": "110,000", f"cell-0-{zinc}": "22000"}

    sent = client.post(GRID, {**typed, "source": "电话", "_key": "k1"})

    assert sent.status_code == 302, sent.context["problems"]
    states = {entry.instrument.code: entry.state for entry in QuoteEntry.objects.all()}
    assert states == {"SHFE.CU": "pending", "SHFE.ZN": "confirmed"}
    assert not Quote.objects.filter(instrument=instrument("SHFE.CU"), trade_date=last).exists()
    assert client.get("/admin/market/quoteentry/").status_code == 200


def test_the_other_pages_open(client: Client) -> None:
    for page in ("instrument", "tradingday", "fxrate", "alert"):
        assert client.get(f"/admin/market/{page}/").status_code == 200, page
    assert (
        client.get(f"/admin/market/instrument/{instrument('SHFE.CU').pk}/change/").status_code
        == 200
    )
    assert client.get("/admin/notify/message/").status_code == 200


def test_a_stranger_sees_none_of_it(client: Client) -> None:
    user = person("visitor")
    user.is_staff = True
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    for page in (GRID, UPLOAD, "/admin/market/quote/"):
        assert client.get(page).status_code in (302, 403)
    assert upload(client, BROKEN).status_code == 403
    assert QuoteImport.objects.count() == 0
