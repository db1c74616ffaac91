"""What a hostile or broken client sends is refused in one sentence and never breaks anything."""

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pydantic import TypeAdapter, ValidationError

from backend.core import types
from backend.core.party.models import Party
from tests.house_kit import API, Door, door_for, person

PATH = f"{API}/core/parties"
JSON = "application/json"


def body(**changes: Any) -> bytes:
    return json.dumps({"on": "2026-07-01", "name": "甲公司", **changes}).encode()


def send(boss: Door, raw: bytes, *, kind: str = JSON) -> Any:
    assert boss.client is not None
    headers = {"Idempotency-Key": "k"}
    return boss.client.post(PATH, raw, content_type=kind, headers=headers)


BODIES: list[tuple[str, bytes, int]] = [
    ("no object", b"[1]", 400),
    ("empty list", b"[]", 400),
    ("text", b'"x"', 400),
    ("null", b"null", 400),
    ("nothing", b"", 422),
    ("half an object", b'{"name": ', 400),
    ("duplicate keys", b'{"on":"2026-07-01","name":"a","name":"b"}', 400),
    ("NaN", b'{"on":"2026-07-01","name":NaN}', 400),
    ("Infinity", b'{"on":"2026-07-01","name":-Infinity}', 400),
    ("1e400 for a text", b'{"on":"2026-07-01","name":1e400}', 422),
    ("5001 digits", b'{"on":"2026-07-01","name":' + b"9" * 5001 + b"}", 400),
    ("a BOM", b"\xef\xbb\xbf" + body(), 415),
    ("UTF-16", body().decode().encode("utf-16"), 415),
    ("latin-1", b'{"name":"\xe9"}', 415),
    ("nested 900 deep", b'{"name":' + b"[" * 900 + b"]" * 900 + b"}", 400),
    ("nested 100,000 deep", b"[" * 100_000, 400),
    ("750,000 addresses", b'{"addresses":[' + b"1," * 749_999 + b"1]}", 422),
    ("51 addresses", body(addresses=[{"kind": "site", "text": "x"}] * 51), 422),
    ("3 MB", body(name="x" * 3_000_000), 413),
    ("40 MB", b" " * 40_000_000, 413),
    ("an unknown field", body(is_admin=True), 422),
    ("somebody else's field", body(owner_id=1), 422),
    ("NUL", body(name="a\0b"), 422),
    ("half a surrogate", b'{"on":"2026-07-01","name":"\\ud800"}', 422),
    ("text that turns direction", body(name="a\u202eb"), 422),
    ("201 signs", body(name="铜" * 201), 422),
    ("65 Chinese signs in 64", body(short_name="铜" * 65), 422),
    ("only blanks", body(name="   "), 422),
    ("a number for a text", body(name=1), 422),
    ("a text for a flag", body(is_ours="yes"), 422),
    ("a number for a flag", body(is_ours=1), 422),
    ("day as a number", body(on=86400), 422),
    ("day with a time", body(on="2026-07-01T00:00:00"), 422),
    ("a day that is none", body(on="2026-02-30"), 422),
    ("year 0001", body(on="0001-01-01"), 422),
    ("year 9999", body(on="9999-12-31"), 422),
    ("full-width digits", body(on="２０２６-07-01"), 422),
    ("an id that is none", body(id="1"), 422),
    ("an id as a number", body(id=2**63), 422),
    ("a kind that is none", body(kind="ghost"), 422),
    ("null for a text", body(name=None), 422),
]


@pytest.mark.parametrize(("raw", "status"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES])
def test_a_hostile_body_is_refused(boss: Door, raw: bytes, status: int) -> None:
    answer = send(boss, raw)

    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    problem = json.loads(answer.content)
    assert problem["detail"]
    assert problem["request_id"] == answer["X-Request-Id"]
    assert Party.objects.count() == 0
    assert boss.get("/core/parties").status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/xml", "application/json;charset=gbk"]
)
def test_only_json_in_utf_8_is_read(boss: Door, kind: str) -> None:
    assert send(boss, body(), kind=kind).status_code == 415
    assert Party.objects.count() == 0


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=é"])
@pytest.mark.parametrize("path", ["core/attachments", "market/quote-uploads"])
def test_a_form_without_a_boundary_is_refused(boss: Door, path: str, kind: str) -> None:
    assert boss.client is not None
    headers = {"Idempotency-Key": "k"}

    answer = boss.client.post(f"{API}/{path}", b"x", content_type=kind, headers=headers)

    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"


def test_a_key_of_one_person_is_no_key_of_another(boss: Door) -> None:
    other = door_for(person("other", superuser=True))

    first = boss.post("/core/parties", {"on": "2026-07-01", "name": "甲公司"}, key="same")
    second = other.post("/core/parties", {"on": "2026-07-01", "name": "乙公司"}, key="same")
    elsewhere = boss.post(
        "/crm/customers", {"on": "2026-07-01", "party": {"name": "丙"}}, key="same"
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.body["id"] != second.body["id"]
    assert elsewhere.status_code == 422


@pytest.mark.parametrize("typed", ["%", "\\", "%%%", "a%b", "'; --", "甲_司"])
def test_signs_of_a_pattern_are_searched_as_they_are(boss: Door, typed: str) -> None:
    boss.do("/core/parties", {"on": "2026-07-01", "name": "甲公司axb"})

    assert boss.see("/core/parties", q=typed)["items"] == []


@pytest.mark.parametrize("path", ["crm/contracts", "crm/deliveries", "crm/receipts", "goods/lots"])
@pytest.mark.parametrize(
    "query",
    [
        "limit=" + "9" * 400, "q=%00", "q=" + "x" * 5000, "after=" + "A" * 400,
        "after=WyIyMDI2LTA3LTAxIiwieCJd", "after=WzEsMl0", "after=W251bGwsbnVsbF0",
        "ordering=id%3Bdrop", "ordering=created_at%27", "owner__password=x",
    ],
)  # fmt: skip
def test_a_hostile_question_is_refused_of_other_papers(boss: Door, path: str, query: str) -> None:
    assert boss.client is not None
    answer = boss.client.get(f"{API}/{path}?{query}")

    assert answer.status_code in (400, 422), answer.content


HOSTILE_PAPERS: list[tuple[str, dict[str, Any]]] = [
    ("crm/contracts", {"on": "9999-12-31"}),
    ("crm/contracts", {"on": "2026-07-01", "lines": [{"quantity": "NaN"}]}),
    ("crm/contracts", {"on": "2026-07-01", "lines": [{"quantity": "1e400"}]}),
    ("crm/contracts", {"on": "2026-07-01", "lines": {"quantity": "１２"}}),
    ("crm/deliveries", {"on": "2026-07-01", "planned_weight": "-1", "plate": "a\0"}),
    ("crm/deliveries", {"on": "2026-07-01", "planned_weight": 2**63}),
    ("crm/receipts", {"received_on": "2026-07-01", "amount": "1E+28"}),
    ("crm/receipts", {"received_on": "2026-07-01", "amount": 12345678901234.5}),
    ("goods/lots", {"at": "9999-12-31T23:59:59-12:00", "weight": "1"}),
    ("market/quote-imports", {"on": "2026-07-01", "text": "a\0b", "source": "SHFE"}),
    ("market/quote-imports", {"on": "2026-07-01", "text": ["a"], "source": "\ud800"}),
]


@pytest.mark.parametrize(("path", "sent"), HOSTILE_PAPERS)
def test_a_hostile_paper_is_refused(boss: Door, path: str, sent: dict[str, Any]) -> None:
    answer = boss.post(f"/{path}", sent)

    assert answer.status_code == 422, answer.body


@pytest.mark.parametrize("tag", ["*", "1", '"x"', "W/", "é", '"99999999999"', '"-1"', '"1", "2"'])
def test_a_version_that_is_none_changes_nothing(boss: Door, tag: str) -> None:
    made = boss.do("/core/parties", {"on": "2026-07-01", "name": "甲公司"})

    answer = boss.patch(f"/core/parties/{made['id']}", {"name": "乙"}, match=tag)

    assert answer.status_code in (412, 422) or (tag, answer.status_code) == ("1", 200)


QUERIES: list[tuple[str, int]] = [
    ("limit=-1", 422),
    ("limit=0", 422),
    ("limit=201", 422),
    ("limit=1e20", 422),
    ("limit=" + "9" * 400, 422),
    ("limit=１０", 422),
    ("q=%00", 422),
    ("q=%ED%A0%80", 200),
    ("q=" + "铜" * 101, 422),
    ("q=%E2%80%AE", 422),
    ("ordering=password", 422),
    ("ordering=-no%3Bdrop", 422),
    ("owner__password=x", 422),
    ("offset=-5", 422),
    ("after=x", 422),
    ("after=" + "A" * 401, 422),
    ("after=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwiMSJd", 422),
    ("after=WyJcdTAwMDAiLCIwMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDAiXQ", 422),
    ("is_ours=maybe", 422),
    ("counted=2", 422),
    ("q=%E9%93%9C", 200),
    ("q=%20%20", 200),
    ("q=%25_%5C", 200),
]


@pytest.mark.parametrize(("query", "status"), QUERIES, ids=[q[0][:30] for q in QUERIES])
def test_a_hostile_query_is_refused(boss: Door, query: str, status: int) -> None:
    assert boss.client is not None

    answer = boss.client.get(f"{PATH}?{query}")

    assert answer.status_code == status, answer.content[:300]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{PATH}/1", 422),
        (f"{PATH}/{2**63}", 422),
        (f"{PATH}/%00", 422),
        (f"{PATH}/00000000-0000-0000-0000-000000000000", 404),
        (f"{API}/core/nothing", 404),
        (f"{API}/", 404),
    ],
)
def test_a_hostile_address_is_refused_as_a_problem(boss: Door, path: str, status: int) -> None:
    assert boss.client is not None

    answer = boss.client.get(path)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_another_method_is_refused_as_a_problem(boss: Door) -> None:
    assert boss.client is not None

    answer = boss.client.delete(PATH)

    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "鍵"])
def test_a_key_that_is_none_is_refused(boss: Door, key: str) -> None:
    assert boss.client is not None

    answer = boss.client.post(PATH, body(), content_type=JSON, headers={"Idempotency-Key": key})

    assert answer.status_code in (400, 422)
    assert Party.objects.count() == 0


def test_a_body_said_to_be_huge_is_refused_before_it_is_read() -> None:
    answer = Client().post(PATH, b"{}", content_type=JSON, CONTENT_LENGTH=str(10**12))

    assert answer.status_code == 413


DECIMALS = [
    "NaN", "Infinity", "-Infinity", "1e400", "1E+28", "1e-400", "99999999999999999.99",
    "9007199254740993.123", "1.234", "-1", "０", "１２", "1_000", " 1 ", "+1", "0x1", "1,000", "",
    "1.", ".5", 1, 1.5, 12345678901234.5, True, None, [], {}, 10**40,
]  # fmt: skip


@pytest.mark.parametrize("value", DECIMALS, ids=repr)
def test_a_hostile_amount_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(types.MoneyNotNegative).validate_python(value)


def test_an_amount_is_exact_to_the_last_digit() -> None:
    money = TypeAdapter(types.MoneyNotNegative)

    found = money.validate_python("9999999999999999.99")

    assert found == Decimal("9999999999999999.99")
    assert money.dump_python(found, mode="json") == "9999999999999999.99"


@pytest.mark.parametrize("value", [True, 1.0, 1e3, "1e3", "٣", 2**63, -1, "99999999999", None, ""])
def test_a_hostile_count_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(types.count()).validate_python(value)


@pytest.mark.parametrize(
    "value",
    [
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
        "2026-07-01T09:30:00",
        "2026-07-01",
        -100000000000,
        86400,
        "2026-07-01T25:00:00+08:00",
        None,
    ],
)
def test_a_hostile_moment_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(types.Moment).validate_python(value)


def deep(levels: int) -> Any:
    return [] if levels == 0 else [deep(levels - 1)]


@pytest.mark.parametrize(
    "value",
    [
        {"a": float("nan")},
        {"a": float("inf")},
        {"a": "\0"},
        {"\0": 1},
        {"a": "\ud800"},
        {"a": 2**53},
        {"a": deep(20)},
        {str(i): i for i in range(201)},
        {"a": "x" * 65_536},
    ],
    ids=["nan", "inf", "nul", "nul key", "surrogate", "int", "deep", "keys", "size"],
)
def test_hostile_json_is_not_stored(value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(types.Ext).validate_python(value)
