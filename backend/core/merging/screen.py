"""What the merge screen shows: companies side by side, one choice for each fact."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Mode
from backend.core.merging.actions.merge import CHOICES, MOST
from backend.core.party.models import Party
from backend.core.party.schemas import PARTY

LABELS: dict[str, StrOrPromise] = {"owner_id": _("负责人")}


@dataclass
class Chosen:
    """The companies on the screen, who stays, and whose fact is taken."""

    parties: list[Party] = field(default_factory=list)
    survivor: Party | None = None
    choices: dict[str, UUID] = field(default_factory=dict)

    @property
    def victims(self) -> list[Party]:
        """This will give the companies that go."""
        return [party for party in self.parties if party is not self.survivor]

    def arguments(self) -> dict[str, Any]:
        """This will give what a merge is told."""
        assert self.survivor is not None
        return {
            "survivor_id": self.survivor.pk,
            "victim_ids": [party.pk for party in self.victims],
            "choices": self.choices,
        }


@dataclass(frozen=True)
class Cell:
    """One company's value of a fact."""

    party: Party
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Fact:
    """One fact of all companies; only where they differ is there a choice."""

    name: str
    label: StrOrPromise
    cells: list[Cell]
    differs: bool


def read(said: QueryDict, actor: Actor) -> Chosen:
    """This will read the companies and choices out of an address or a form."""
    ids = [pk for text in said.getlist("ids")[: MOST + 1] if (pk := _id(text))]
    visible = policy.visible(Party, actor).select_related("owner").filter(pk__in=ids)
    parties = list(visible.order_by("created_at", "id"))
    by_id = {party.pk: party for party in parties}
    wanted = _id(str(said.get("survivor", "")))
    survivor = by_id.get(wanted) if wanted else None
    if survivor is None and len(parties) > 1:
        survivor = parties[0]
    choices = {}
    for name in CHOICES:
        source = _id(str(said.get(f"choice-{name}", "")))
        if source in by_id:
            choices[name] = source
    return Chosen(parties, survivor, choices)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def facts(chosen: Chosen, actor: Actor) -> list[Fact]:
    """This will lay the facts side by side; closed ones are masked or left out."""
    found = []
    for name in CHOICES:
        mode = policy.mode(actor, PARTY, name)
        if mode == Mode.HIDDEN:
            continue
        texts = [_text(party, name, mode) for party in chosen.parties]
        picked = _picked(chosen, name)
        cells = [
            Cell(party, text, party.pk == picked)
            for party, text in zip(chosen.parties, texts, strict=True)
        ]
        if any(texts):
            found.append(Fact(name, _label(name), cells, len(set(texts)) > 1))
    return found


def _picked(chosen: Chosen, name: str) -> UUID | None:
    """As the merge itself would: what was chosen, else the survivor's, else who has any."""
    if name in chosen.choices or chosen.survivor is None:
        return chosen.choices.get(name)
    if getattr(chosen.survivor, name) not in ("", None):
        return chosen.survivor.pk
    other = (p.pk for p in chosen.victims if getattr(p, name) not in ("", None))
    return next(other, chosen.survivor.pk)


def _text(party: Party, name: str, mode: int) -> str:
    value = party.owner if name == "owner_id" else getattr(party, name)
    if isinstance(value, bool):
        return str(_("是")) if value else str(_("否"))
    shown = getattr(party, f"get_{name}_display", None)
    text = str(shown() if shown else value if value is not None else "")
    if text and mode == Mode.MASKED:
        return str(PARTY.sensitive[name](text))
    return text


def _label(name: str) -> StrOrPromise:
    return LABELS.get(name) or Party._meta.get_field(name).verbose_name  # type: ignore[union-attr]
