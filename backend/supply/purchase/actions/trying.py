"""What a change would make of a purchase: its differences as text, tried on rows in memory."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed, Refusal
from backend.core.events.log import plain
from backend.supply.purchase import queries
from backend.supply.purchase.actions import lines as rules
from backend.supply.purchase.models import Purchase, PurchaseChange, PurchaseLine, PurchaseTerm

LINE_FIELDS = (
    "quantity",
    "tolerance_more",
    "tolerance_less",
    "fixed_price",
    "premium",
    "window_start",
    "window_end",
)
TERM_FIELDS = ("portion", "percent", "amount", "trigger", "offset_days", "method")


class BelowReceived(Refusal):
    """The new quantity would be less than what is already priced or received."""

    sentence = _(
        "第 {line} 行变更后上限 {ceiling} 吨，低于已定价 {priced} 吨或已收货 {received} 吨。"
    )


class TermsOnlyAdded(Malformed):
    """Instalments may change or be added; one that money hangs on cannot vanish."""

    sentence = _("付款条件只能修改或增加，不能减少行数。")


def differences(
    purchase: Purchase,
    *,
    delivery_until: date | None,
    lines: Sequence[Any],
    terms: Sequence[Any],
) -> list[dict[str, Any]]:
    """This will list each term that changes as path, old and new value."""
    return [
        *_head_changes(purchase, delivery_until),
        *_line_changes(purchase, lines),
        *_term_changes(purchase, terms),
    ]


class Amended:
    """The rows of a purchase as a change makes them, not yet saved."""

    def __init__(self, lines: list[PurchaseLine], terms: list[PurchaseTerm]) -> None:
        self.lines, self.terms = lines, terms


def try_on(purchase: Purchase, change: PurchaseChange) -> Amended:
    """This will put every change on the rows in memory, price anew and check what must hold."""
    rows = purchase.lines.select_for_update(of=("self",), no_key=True).order_by("pk")
    lines = {line.seq: line for line in rows}
    terms = list(purchase.terms.select_for_update(of=("self",), no_key=True).order_by("seq"))
    for one in change.changes:
        where, _slash, rest = one["path"].partition("/")
        if where == "delivery_until":
            purchase.delivery_until = date.fromisoformat(one["new"])
        elif where == "lines":
            seq, _slash, name = rest.partition("/")
            _set(lines[int(seq)], name, one["new"])
        else:
            terms = _with_terms(purchase, terms, one["new"])
    found = Amended(sorted(lines.values(), key=lambda line: line.seq), terms)
    for line in found.lines:
        line.purchase = purchase
        _require_done(line)
        rules.require(line, f"lines/{line.seq}/")
        rules.price(line, agreed=line.provisional_price)
    rules.estimate(purchase, found.lines)
    rules.require_sum(found.terms, total=purchase.amount_estimated)
    return found


def _read(model: type[Model], name: str, value: Any) -> Any:
    """Changes are kept as JSON; the column knows what its text means."""
    field: Any = model._meta.get_field(name)
    return field.to_python(value)


def _set(line: PurchaseLine, name: str, value: str) -> None:
    new = _read(PurchaseLine, name, value)
    if name == "premium" and line.provisional_on is None:
        # An agreed provisional price moves with its premium.
        line.provisional_price += new - line.premium
    setattr(line, name, new)


def _with_terms(
    purchase: Purchase, terms: list[PurchaseTerm], bodies: list[dict[str, Any]]
) -> list[PurchaseTerm]:
    """Rows keep their place and key, because what we owe hangs on them."""
    found = list(terms)
    for index, body in enumerate(bodies):
        if index == len(found):
            found.append(PurchaseTerm(purchase=purchase, seq=index + 1))
        for name in TERM_FIELDS:
            setattr(found[index], name, _read(PurchaseTerm, name, body[name]))
    return found


def _require_done(line: PurchaseLine) -> None:
    most = queries.ceiling(line)
    if most < max(line.quantity_priced, line.quantity_received):
        raise BelowReceived(
            line=line.seq,
            ceiling=f"{most:f}",
            priced=line.quantity_priced,
            received=line.quantity_received,
        )


def _head_changes(purchase: Purchase, delivery_until: date | None) -> list[dict[str, Any]]:
    if delivery_until is None or delivery_until == purchase.delivery_until:
        return []
    return [_change("delivery_until", purchase.delivery_until, delivery_until)]


def _line_changes(purchase: Purchase, bodies: Sequence[Any]) -> list[dict[str, Any]]:
    lines = {line.seq: line for line in purchase.lines.all()}
    found = []
    for index, body in enumerate(bodies):
        line = lines.get(body.seq)
        if line is None:
            raise Malformed(errors={f"lines.{index}.seq": _("合同中没有这一行")})
        is_fixed = line.pricing == PurchaseLine.Pricing.FIXED
        wrong = "premium" if is_fixed else "fixed_price"
        if getattr(body, wrong) is not None:
            raise Malformed(errors={f"lines.{index}.{wrong}": _("与该行的定价方式不符")})
        for name in LINE_FIELDS:
            old, new = getattr(line, name), getattr(body, name)
            if new is not None and new != old:
                found.append(_change(f"lines/{line.seq}/{name}", old, new))
    return found


def _term_changes(purchase: Purchase, bodies: Sequence[Any]) -> list[dict[str, Any]]:
    if not bodies:
        return []
    terms = list(purchase.terms.all())
    if len(bodies) < len(terms):
        raise TermsOnlyAdded(errors={"terms": TermsOnlyAdded.sentence})
    rules.terms(purchase, bodies)
    old = [{name: getattr(term, name) for name in TERM_FIELDS} for term in terms]
    new = [dict(body) for body in bodies]
    return [] if plain(old) == plain(new) else [_change("terms", old, new)]


def _change(path: str, old: Any, new: Any) -> dict[str, Any]:
    return {"path": path, "old": plain(old), "new": plain(new)}
