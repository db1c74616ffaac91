"""Walking over everything on file in search of companies that are there twice."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow
from backend.core.events import log
from backend.core.jobs import queue
from backend.core.merging.flow import GroupState
from backend.core.merging.models import DuplicateGroup, DuplicateMember, DuplicatePair, Scan
from backend.core.numbering import actions as numbering
from backend.core.party import calc
from backend.core.party import queries as parties

log.declare("core.scan.started", "core.scan.finished")

KEYS, BATCHES = 300, 20
COMMON = 30
"""A value that so many companies share, such as a business park's phone, tells nothing."""
SHARED = """
SELECT k.kind, k.value, array_agg(DISTINCT k.party_id)
FROM core_partykey k JOIN core_party p ON p.id = k.party_id AND p.merged_into_id IS NULL
WHERE (k.kind, k.value) > (%s, %s)
GROUP BY k.kind, k.value HAVING count(DISTINCT k.party_id) > 1
ORDER BY k.kind, k.value LIMIT %s
"""


class AlreadyScanning(NotNow):
    """One walk at a time."""

    sentence = _("查重扫描正在进行，请等待其完成。")


documents.explains("core_scan_one_at_a_time", AlreadyScanning())


@documents.verb
def begin(*, actor: Actor, id: UUID | None, at: datetime) -> Scan:
    """This will begin a walk over all keys; workers do it piece by piece."""
    scan = Scan(
        phase=Scan.Phase.RUNNING, started_at=at, no=numbering.next_number("CC", on=at.date())
    )
    if id is not None:
        scan.id = id
    documents.add(scan, actor=actor, event="core.scan.started")
    queue.enqueue("core.scan", key=f"core.scan:{scan.pk}:0", scan_id=scan.pk)
    return scan


def work(scan_id: UUID, *, actor: Actor, at: datetime, batches: int = BATCHES) -> bool:
    """This will go on with a walk where it stands; it tells whether the walk is over.

    Each batch is a transaction with its own place in the walk: a killed worker loses one.
    """
    for _batch in range(batches):
        with transaction.atomic():
            scan = Scan.objects.select_for_update().get(pk=scan_id)
            if scan.phase == Scan.Phase.DONE:
                return True
            if not _batch_of(scan):
                _finish(scan, actor=actor, at=at)
                return True
    return False


def _batch_of(scan: Scan) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [scan.at_kind, scan.at_value, KEYS])
        rows = cursor.fetchall()
    if not rows:
        return False
    pairs = set()
    for _kind, _value, ids in rows:
        if len(ids) > COMMON:
            scan.skipped += 1
        else:
            pairs |= set(combinations(sorted(ids, key=str), 2))
    DuplicatePair.objects.bulk_create(_scored(scan, pairs), ignore_conflicts=True)
    scan.at_kind, scan.at_value = rows[-1][0], rows[-1][1]
    scan.seen += len(rows)
    scan.pieces += 1
    scan.save(update_fields=["at_kind", "at_value", "seen", "skipped", "pieces"])
    return True


def _scored(scan: Scan, pairs: Iterable[tuple[UUID, UUID]]) -> list[DuplicatePair]:
    """Score the pairs and keep those that would have been asked about."""
    wanted = list(pairs)
    facts = parties.facts_of_all({pk for pair in wanted for pk in pair})
    weights = parties.weights()
    found = []
    for low, high in wanted:
        score, verdict, evidence = calc.compare(facts[low], facts[high], weights=weights)
        if verdict in (calc.Verdict.BLOCK, calc.Verdict.CONFIRM):
            signals = [str(e.signal) for e in evidence]
            found.append(
                DuplicatePair(scan=scan, low_id=low, high_id=high, score=score, signals=signals)
            )
    return found


def _finish(scan: Scan, *, actor: Actor, at: datetime) -> None:
    """Join pairs into groups; what people decided before is left as it is."""
    pairs = list(scan.found.order_by("low_id", "high_id"))
    apart = _dismissed()
    alive = [pair for pair in pairs if not _is_apart(pair, apart)]
    found = calc.clusters((pair.low_id, pair.high_id) for pair in alive)
    homes = _open_homes()
    used: set[UUID] = set()
    for members in found:
        within = [pair for pair in alive if pair.low_id in members]
        home = next((homes[pk] for pk in sorted(members, key=str) if pk in homes), None)
        if home is not None and home not in used:
            used.add(home)
            _renew(home, members, within, actor=actor)
        else:
            used.add(_open(scan, members, within, actor=actor))
    _fade(used, actor=actor)
    documents.remember(scan)
    scan.phase, scan.finished_at = Scan.Phase.DONE, at
    scan.pairs, scan.groups = len(alive), len(found)
    documents.save(scan, actor=actor, event="core.scan.finished")
    DuplicatePair.objects.filter(scan=scan).delete()


def _dismissed() -> list[set[UUID]]:
    rows = DuplicateMember.objects.filter(group__state=GroupState.DISMISSED)
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for group_id, party_id in rows.values_list("group_id", "party_id"):
        found[group_id].add(party_id)
    return list(found.values())


def _is_apart(pair: DuplicatePair, apart: list[set[UUID]]) -> bool:
    return any({pair.low_id, pair.high_id} <= group for group in apart)


def _open_homes() -> dict[UUID, UUID]:
    rows = DuplicateMember.objects.filter(group__state=GroupState.OPEN).order_by("group_id")
    return dict(rows.values_list("party_id", "group_id"))


def _open(scan: Scan, members: set[UUID], pairs: list[DuplicatePair], *, actor: Actor) -> UUID:
    group = DuplicateGroup(
        size=len(members),
        score=max(pair.score for pair in pairs),
        signals=sorted({signal for pair in pairs for signal in pair.signals}),
        no=numbering.next_number("CF", on=scan.started_at.date()),
    )
    documents.add(group, actor=actor, event="core.duplicate.found")
    DuplicateMember.objects.bulk_create(
        DuplicateMember(group=group, party_id=pk) for pk in sorted(members, key=str)
    )
    return group.pk


def _renew(home: UUID, members: set[UUID], pairs: list[DuplicatePair], *, actor: Actor) -> None:
    group = DuplicateGroup.objects.select_for_update().get(pk=home)
    documents.remember(group)
    known = set(group.members.values_list("party_id", flat=True))
    group.members.exclude(party_id__in=members).delete()
    DuplicateMember.objects.bulk_create(
        DuplicateMember(group=group, party_id=pk) for pk in sorted(members - known, key=str)
    )
    group.size, group.score = len(members), max(pair.score for pair in pairs)
    group.signals = sorted({signal for pair in pairs for signal in pair.signals})
    if known != members or documents.changes(group):
        documents.save(group, actor=actor, event="core.duplicate.changed")


def _fade(used: set[UUID], *, actor: Actor) -> None:
    left = DuplicateGroup.objects.select_for_update().filter(state=GroupState.OPEN)
    for group in left.exclude(pk__in=used).order_by("id"):
        documents.remember(group)
        group.fade()
        documents.save(group, actor=actor, event="core.duplicate.faded")
