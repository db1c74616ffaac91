"""64 clients at a real server want the same thing at the same moment."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.live import Live, running

pytestmark = pytest.mark.slow
CLIENTS = 64


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """A real server."""
    with running("races") as found:
        yield found


@pytest.fixture(scope="module")
def world(live: Live) -> dict[str, str]:
    """A seller with 100 t on the floor, and a buyer whose credit suffices for any of it."""
    with live.client() as client:
        ids = {
            "seller": do(client, "/core/parties", on=DAY, name="衡远金属", is_ours=True)["id"],
            "buyer": do(client, "/crm/customers", on=DAY, party={"name": "远东电缆"})["party_id"],
            "product": do(
                client, "/goods/products", code="CU", name="电解铜", category="cathode", metal="cu"
            )["id"],
            "warehouse": do(client, "/goods/warehouses", code="WX", name="无锡库", kind="own")[
                "id"
            ],
        }
        do(client, "/crm/credits", party_id=ids["buyer"], limit="900000000.00", reason="年度授信")
        do(
            client,
            "/goods/lots",
            at=f"{DAY}T10:00:00+08:00",
            product_id=ids["product"],
            warehouse_id=ids["warehouse"],
            owner_party_id=ids["seller"],
            weight="100.000",
            unit_cost="80000",
        )
    return ids


DAY = "2026-07-01"


def post(client: httpx.Client, path: str, **body: Any) -> httpx.Response:
    return client.post(path, json=body, headers={"Idempotency-Key": str(uuid.uuid4())})


def do(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = post(client, path, **body)
    assert answer.status_code in (200, 201), (path, answer.text)
    found: dict[str, Any] = answer.json()
    return found


def draft(client: httpx.Client, world: dict[str, str]) -> httpx.Response:
    """10 t at a fixed price that are reserved at the signature."""
    line = {
        "product_id": world["product"], "warehouse_id": world["warehouse"],
        "quantity": "10.000", "pricing": "fixed", "fixed_price": "99000.00",
        "reserves_stock": True,
    }  # fmt: skip
    term = {"portion": "rest", "trigger": "signing"}
    return post(
        client, "/crm/contracts", on=DAY, party_id=world["buyer"], seller_id=world["seller"],
        lines=[line], terms=[term],
    )  # fmt: skip


def rush(live: Live, works: list[Callable[[httpx.Client], httpx.Response]]) -> list[httpx.Response]:
    """Let every client begin at the same moment; what each was told."""
    gate, answers = threading.Barrier(len(works)), []

    def run(work: Callable[[httpx.Client], httpx.Response]) -> None:
        with live.client() as client:
            client.get("/me")  # connected before the start
            gate.wait(60)
            answers.append(work(client))

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert len(answers) == len(works)
    return answers


def test_64_contracts_at_once_are_numbered_without_gap_or_twin(
    live: Live, world: dict[str, str]
) -> None:
    with live.client() as client:
        first = int(draft(client, world).json()["no"].rsplit("-", 1)[1])

    answers = rush(live, [lambda client: draft(client, world)] * CLIENTS)

    assert Counter(answer.status_code for answer in answers) == {201: CLIENTS}
    numbers = sorted(int(answer.json()["no"].rsplit("-", 1)[1]) for answer in answers)
    assert numbers == list(range(first + 1, first + 1 + CLIENTS))


def test_the_last_tonnes_of_a_lot_are_promised_once(live: Live, world: dict[str, str]) -> None:
    """24 signed contracts want 10 t each of the 100 t there are: ten get them, not eleven."""
    ids = []
    with live.client() as client:
        for _ in range(24):
            pk = draft(client, world).json()["id"]
            do(client, f"/crm/contracts/{pk}/submit")
            do(client, f"/crm/contracts/{pk}/approve", on=DAY)
            do(client, f"/crm/contracts/{pk}/send", on=DAY)
            ids.append(pk)

    def sign(pk: str) -> Callable[[httpx.Client], httpx.Response]:
        return lambda client: post(client, f"/crm/contracts/{pk}/sign", on=DAY)

    answers = rush(live, [sign(pk) for pk in ids for _ in range(2)])

    assert {answer.status_code for answer in answers} <= {200, 409}, [a.text for a in answers]
    held = live.rows("SELECT sum(reserved)::text, sum(actual)::text FROM goods_balance")
    assert held == [("100.000", "100.000")]
    assert live.manage("check_invariants").returncode == 0


def test_two_payments_share_one_instalment(live: Live, world: dict[str, str]) -> None:
    """Sixteen receipts of 900,000 reach for what is due at once: nothing is paid twice."""
    with live.client() as client:
        receipts = [
            do(
                client, "/crm/receipts", received_on=DAY, party_id=world["buyer"],
                amount="900000.00", payer_name="远东电缆", bank_reference=f"R-{number}",
            )["id"]
            for number in range(16)
        ]  # fmt: skip

    def use(pk: str) -> Callable[[httpx.Client], httpx.Response]:
        at = f"{DAY}T16:00:00+08:00"
        return lambda client: post(client, f"/crm/receipts/{pk}/allocate", at=at)

    answers = rush(live, [use(pk) for pk in receipts for _ in range(2)])

    assert {answer.status_code for answer in answers} <= {200, 409}, [a.text for a in answers]
    over = live.rows("SELECT count(*) FROM crm_planline WHERE paid > amount OR open < 0")
    assert over == [(0,)]
    assert live.manage("check_invariants").returncode == 0
