"""Does anybody get goods that are not there, and do the books agree afterwards?"""

from backend.goods.stock import queries as stock
from backend.goods.stock.models import Balance
from backend.goods.stock.queries import checks
from bench import client, load, works
from bench.drive import Different
from bench.services import Service

MANY = 64


def check(heng: Service, *, token: str) -> dict[str, int]:
    """This will let 64 clients sign for twice what is there and compare ledger and balance.

    Each contract wants one tonne of a scarce product, so exactly what is there can be signed:
    one more is oversold, one less is a false refusal.
    """
    asked = works.scarce(token)
    told = client.run(heng.port, iter(asked), connections=MANY, seconds=600)
    signed, refused = told.statuses.get(200, 0), told.statuses.get(409, 0)
    there = load.SCARCE * load.LEFT
    if signed != there or signed + refused != len(asked):
        raise Different(f"{there} t there, {told.statuses}: {told.sample[:300].decode()}")
    faults = checks.balances_are_sums() + checks.reservations_are_reserved()
    if faults:
        raise Different(f"the books disagree: {faults[:5]}")
    oversold = Balance.objects.filter(~stock.HAS_FREE, actual__gt=0)
    held = sum(balance.reserved for balance in oversold)
    return {
        "clients": MANY,
        "there": there,
        "signed": signed,
        "refused": refused,
        "held": int(held),
    }
