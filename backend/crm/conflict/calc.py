"""What a decision about a conflict may say."""

from decimal import Decimal

WHOLE = Decimal(100)
A_KEEPS, B_KEEPS, SHARE, MERGE = "a_keeps", "b_keeps", "share", "merge"


def split(decision: str, share_a: Decimal | None, share_b: Decimal | None) -> dict[str, Decimal]:
    """This will give each side's part in percent; it raises ValueError when they are not 100."""
    if decision == A_KEEPS:
        return {"a": WHOLE, "b": Decimal(0)}
    if decision == B_KEEPS:
        return {"a": Decimal(0), "b": WHOLE}
    if share_a is None or share_b is None:
        if decision == MERGE and share_a is None and share_b is None:
            return {"a": Decimal(0), "b": WHOLE}
        raise ValueError(decision)
    if share_a < 0 or share_b < 0 or share_a + share_b != WHOLE:
        raise ValueError(decision)
    return {"a": share_a, "b": share_b}
