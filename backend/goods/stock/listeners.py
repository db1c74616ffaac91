"""What stock does when its owner becomes another one."""

from backend.core.merging import rules
from backend.goods.stock.models import Balance

SUMS = (
    "pieces",
    "theoretical",
    "actual",
    "reserved",
    "pledged",
    "frozen",
    "receipted",
    "receipt_pledged",
    "receipt_frozen",
)


@rules.unite(Balance)
def one_balance(kept: Balance, gone: Balance) -> None:
    """This will add up what lies of one lot in one place for two owners who are one."""
    for name in SUMS:
        setattr(kept, name, getattr(kept, name) + getattr(gone, name))
    kept.received_at = min(kept.received_at, gone.received_at)
