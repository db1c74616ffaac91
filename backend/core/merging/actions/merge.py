"""Making companies one, and taking that back."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.core import search
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow
from backend.core.events import log
from backend.core.merging import moving, steps
from backend.core.merging.actions import groups
from backend.core.merging.models import Alias, MergeLog
from backend.core.merging.moving import Walk
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party

log.declare("core.merge.created", "core.merge.undone", "core.merge.settled")
log.declare("core.party.merged", "core.party.split")

DAYS = 30
MOST = 20
CHOICES = (
    "kind", "name", "short_name", "uscc", "country", "province", "city", "industry",
    "legal_representative", "phone", "website", "email", "is_blacklisted", "owner_id",
)  # fmt: skip
"""The facts of which one is chosen; absent ones are the survivor's, or else what is there."""
TOGETHER = {"is_blacklisted": ("blacklist_reason",), "owner_id": ("unit_id",)}


class CannotMerge(Malformed):
    """These companies cannot become one."""

    sentence = _("这些往来单位不能合并，请检查所选单位。")


class TooLate(NotNow):
    """The time to take it back is over."""

    sentence = _("已超过 {until} 的撤销期限，不能再撤销。")


class Overtaken(NotNow):
    """The survivor was merged itself."""

    sentence = _("保留单位后来又被合并到“{name}”，请先撤销那次合并。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    survivor_id: UUID,
    victim_ids: list[UUID],
    choices: dict[str, UUID],
    at: datetime,
    reason: str,
) -> MergeLog:
    """This will make companies one: everything that points at them points at the survivor."""
    parties = _lock(actor, survivor_id, victim_ids)
    survivor = parties[survivor_id]
    victims = [parties[pk] for pk in dict.fromkeys(victim_ids)]
    record = MergeLog(
        survivor=survivor,
        survivor_name=survivor.name,
        victim_ids=[victim.pk for victim in victims],
        victim_names=[victim.name for victim in victims],
        choices={name: str(pk) for name, pk in choices.items()},
        reason=reason,
        merged_at=at,
        undo_until=at + timedelta(days=DAYS),
    )
    if id is not None:
        record.id = id
    walk = Walk()
    _choose(walk, survivor, victims, choices)
    for victim in victims:
        _take_in(walk, victim, survivor)
    record.steps, record.moved = walk.steps, dict(sorted(walk.moved.items()))
    record.no = numbering.next_number("HB", on=at.date())
    payload = {"victim_ids": [v.pk for v in victims], "moved": record.moved}
    documents.add(record, actor=actor, event="core.merge.created", payload=payload, reason=reason)
    _write_anew(survivor)
    said = {"merge": record.no}
    log.emit("core.party.changed", survivor, actor=actor, payload=said, reason=reason)
    for victim in victims:
        log.emit("core.party.merged", victim, actor=actor, payload=said, reason=reason)
    Alias.objects.bulk_create(
        Alias(log=record, document=code, old_id=old, new_id=new) for code, old, new in walk.gone
    )
    groups.note_merged([survivor.pk, *record.victim_ids], actor=actor)
    return record


def preview(
    *, actor: Actor, survivor_id: UUID, victim_ids: list[UUID], choices: dict[str, UUID]
) -> dict[str, int]:
    """This will count what a merge would move, by doing it and rolling it back.

    It raises what the merge itself would raise.
    """
    with transaction.atomic():
        parties = _lock(actor, survivor_id, victim_ids)
        walk = Walk()
        victims = [parties[pk] for pk in dict.fromkeys(victim_ids)]
        _choose(walk, parties[survivor_id], victims, choices)
        for victim in victims:
            _take_in(walk, victim, parties[survivor_id])
        transaction.set_rollback(True)
    return dict(sorted(walk.moved.items()))


def _lock(actor: Actor, survivor_id: UUID, victim_ids: list[UUID]) -> dict[UUID, Party]:
    """Lock the companies in the order of their ids; each must be in sight and may be merged."""
    if survivor_id in victim_ids or not 0 < len(set(victim_ids)) <= MOST:
        raise CannotMerge(errors={"victim_ids": _("请选择 1 至 20 个要并入保留单位的其他单位。")})
    ids = sorted({survivor_id, *victim_ids}, key=str)
    found = {
        pk: documents.lock(Party, pk, actor=actor, permission="core.create_merge") for pk in ids
    }
    # The key as well: nobody may write a new paper for a company while it goes.
    list(Party.everyone.select_for_update().filter(pk__in=ids).order_by("id"))
    kinds = {(party.kind, party.is_ours) for party in found.values()}
    if len(kinds) > 1:
        raise CannotMerge(
            errors={"victim_ids": _("本公司主体与外部单位、公司与个人不能合并为一个。")}
        )
    return found


def _choose(walk: Walk, survivor: Party, victims: list[Party], choices: dict[str, UUID]) -> None:
    """Give the survivor the chosen facts; a fact nobody chose is its own, else the first there."""
    by_id = {party.pk: party for party in [survivor, *victims]}
    wrong = [n for n, pk in choices.items() if n not in CHOICES or pk not in by_id]
    if wrong:
        raise CannotMerge(errors={f"choices.{name}": _("没有这个选项。") for name in wrong})
    values: dict[str, Any] = {}
    for name in CHOICES:
        source = by_id.get(choices[name]) if name in choices else None
        if source is None and getattr(survivor, name) in ("", None):
            source = next((v for v in victims if getattr(v, name) not in ("", None)), None)
        if source is not None:
            for column in (name, *TOGETHER.get(name, ())):
                values[column] = getattr(source, column)
    names = [party.name for party in by_id.values()]
    kept = values.get("name", survivor.name)
    former = [*survivor.former_names, *(n for v in victims for n in v.former_names), *names]
    values["former_names"] = [n for n in dict.fromkeys(former) if n != kept]
    values["name_pinyin"] = search.pinyin_key(kept)
    values |= _named_after(by_id, kept)
    for victim in victims:
        if victim.uscc and values.get("uscc") == victim.uscc:
            walk.steps += steps.change(victim, uscc="")
    walk.steps += steps.change(survivor, **values)


def _named_after(by_id: dict[UUID, Party], name: str) -> dict[str, Any]:
    """The columns that follow from a name are those of the company that had it."""
    source = next(party for party in by_id.values() if party.name == name)
    domains = [domain for party in by_id.values() for domain in party.domains]
    return {
        "name_key": source.name_key,
        "core_name": source.core_name,
        "domains": list(dict.fromkeys(domains)),
    }


def _take_in(walk: Walk, victim: Party, survivor: Party) -> None:
    """The victim first says where it goes: ledgers let a key follow only along that way."""
    walk.steps += steps.change(victim, merged_into_id=survivor.pk)
    walk.absorb(victim, survivor)
    walk.gone.append((moving.code_of(Party), victim.pk, survivor.pk))


@documents.verb
def undo(merge_id: UUID, *, actor: Actor, at: datetime, reason: str) -> MergeLog:
    """This will take a merge back within 30 days: every row returns to where it was."""
    record = documents.lock(MergeLog, merge_id, actor=actor, permission="core.undo_merge")
    record.undo()
    if at > record.undo_until:
        raise TooLate(until=f"{record.undo_until:%Y-%m-%d}")
    survivor = Party.everyone.select_for_update().get(pk=record.survivor_id)
    if str(survivor.pk) not in {step["after"].get("merged_into_id") for step in _changes(record)}:
        raise Overtaken(name=survivor)
    list(Party.everyone.select_for_update().filter(pk__in=record.victim_ids).order_by("id"))
    steps.undo(record.steps)
    record.aliases.all().delete()
    for pk in [survivor.pk, *record.victim_ids]:
        party = Party.everyone.get(pk=pk)
        _write_anew(party)
        event = "core.party.changed" if pk == survivor.pk else "core.party.split"
        log.emit(event, party, actor=actor, payload={"merge": record.no}, reason=reason)
    groups.note_split(record.victim_ids, actor=actor)
    record.undone_at, record.undo_reason = at, reason
    return documents.save(record, actor=actor, event="core.merge.undone", reason=reason)


def _changes(record: MergeLog) -> list[steps.Step]:
    return [step for step in record.steps if step["do"] == "change"]


def _write_anew(party: Party) -> None:
    """What was read before is stale now, and the search box knows the present names."""
    documents.index(party)
    columns = {name: getattr(party, name) for name in steps.SEARCH}
    Party.everyone.filter(pk=party.pk).update(**columns, version=F("version") + 1)


@documents.verb
def settle(merge_id: UUID, *, actor: Actor) -> int:
    """This will move papers that were begun before a merge and written after it.

    It returns how many; they are undone with the merge.
    """
    record = MergeLog.objects.select_for_update().get(pk=merge_id)
    if record.state != MergeLog._meta.get_field("state").get_default():
        return 0
    survivor = Party.everyone.get(pk=record.survivor_id)
    walk = Walk()
    for victim in Party.everyone.filter(pk__in=record.victim_ids).order_by("id"):
        if victim.merged_into_id == survivor.pk:
            walk.absorb(victim, survivor)
    late = sum(walk.moved.values())
    if not late:
        return 0
    documents.remember(record)
    record.steps = [*record.steps, *walk.steps]
    record.moved = dict(sorted((Counter(record.moved) + walk.moved).items()))
    documents.save(record, actor=actor, event="core.merge.settled", payload={"rows": late})
    return late
