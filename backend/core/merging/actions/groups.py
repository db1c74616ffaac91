"""Deciding about parties that look alike."""

from collections.abc import Iterable
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.core.merging.flow import GroupState
from backend.core.merging.models import DuplicateGroup
from backend.core.party.models import Party

log.declare(
    "core.duplicate.found",
    "core.duplicate.changed",
    "core.duplicate.merged",
    "core.duplicate.dismissed",
    "core.duplicate.reopened",
    "core.duplicate.faded",
)


@documents.verb
def dismiss(duplicate_id: UUID, *, actor: Actor, reason: str) -> DuplicateGroup:
    """This will say that the parties of a group are different ones; scans then leave them be."""
    group = documents.lock(
        DuplicateGroup, duplicate_id, actor=actor, permission="core.dismiss_duplicate"
    )
    group.dismiss()
    group.decided_reason = reason
    return documents.save(group, actor=actor, event="core.duplicate.dismissed", reason=reason)


@documents.verb
def reopen(duplicate_id: UUID, *, actor: Actor) -> DuplicateGroup:
    """This will look at a group again that was decided."""
    group = documents.lock(
        DuplicateGroup, duplicate_id, actor=actor, permission="core.reopen_duplicate"
    )
    group.reopen()
    group.decided_reason = ""
    return documents.save(group, actor=actor, event="core.duplicate.reopened")


def note_merged(party_ids: Iterable[UUID], *, actor: Actor) -> None:
    """This will close the groups of which one party is left, for the merge that did it."""
    groups = DuplicateGroup.objects.filter(
        state=GroupState.OPEN, members__party_id__in=list(party_ids)
    )
    locked = DuplicateGroup.objects.select_for_update().filter(pk__in=groups.values("pk"))
    for group in locked.order_by("id"):
        left = Party.objects.filter(pk__in=group.members.values("party_id")).count()
        documents.remember(group)
        if left < 2:
            group.merge()
            documents.save(group, actor=actor, event="core.duplicate.merged")
        elif left != group.size:
            group.size = left
            documents.save(group, actor=actor, event="core.duplicate.changed")


def note_split(party_ids: Iterable[UUID], *, actor: Actor) -> None:
    """This will look at groups again whose merge was taken back."""
    groups = DuplicateGroup.objects.filter(
        state=GroupState.MERGED, members__party_id__in=list(party_ids)
    )
    locked = DuplicateGroup.objects.select_for_update().filter(pk__in=groups.values("pk"))
    for group in locked.order_by("id"):
        documents.remember(group)
        group.reopen()
        group.size = Party.objects.filter(pk__in=group.members.values("party_id")).count()
        documents.save(group, actor=actor, event="core.duplicate.reopened")
