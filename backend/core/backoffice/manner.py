"""How the form of a document is laid out: what comes first, what is folded, what only when.

    manner = Manner(
        order=("party_id", "lines", "lines.product_id"),
        rare=("their_no", "lines.note"),
        when={"lines.fixed_price": [{"lines.pricing": ("fixed",)}]},
        choices={"freight.prefer": (("cheapest", _("最便宜")),)},
        suggest={"lines.pricing": "fixed"},
    )

Fields are named by their path without row numbers. It changes only what is drawn: what a form
sends, and what is refused, stays the business of the schema and the verb.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django_stubs_ext import StrOrPromise

Case = Mapping[str, Sequence[str]]
ANY = "*"
"""As a value of `when`: anything but nothing."""
_ROW = re.compile(r"\.(?:\d+|__row__)(?=\.)")


@dataclass(frozen=True)
class Manner:
    """The layout of one form; empty for the plain order of the schema."""

    order: Sequence[str] = ()
    rare: Collection[str] = ()
    when: Mapping[str, Sequence[Case]] = field(default_factory=dict)
    choices: Mapping[str, Sequence[tuple[str, StrOrPromise]]] = field(default_factory=dict)
    suggest: Mapping[str, str] = field(default_factory=dict)

    def place(self, path: str) -> int:
        """This will give the place of a field; those not named come behind the named."""
        plain = bare(path)
        return self.order.index(plain) if plain in self.order else len(self.order)

    def condition(self, path: str) -> str:
        """This will write when a field is asked for: any of the cases, each of all its clauses."""
        cases = self.when.get(bare(path), ())
        stem = path.rpartition(".")[0]
        return ";".join(
            "&".join(f"{_beside(stem, other)}={'|'.join(values)}" for other, values in case.items())
            for case in cases
        )


def _beside(stem: str, other: str) -> str:
    """A field of the same row is named within that row, any other by its own path."""
    parent, _dot, name = other.rpartition(".")
    return f"{stem}.{name}" if stem and bare(f"{stem}.{name}") == f"{parent}.{name}" else other


def bare(path: str) -> str:
    """This will name a field without the number of its row: `lines.3.note` is `lines.note`."""
    return _ROW.sub("", path)
