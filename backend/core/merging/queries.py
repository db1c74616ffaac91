"""Questions about merges and suspicions."""

from uuid import UUID

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.merging.models import Alias, DuplicateGroup, DuplicateMember, Scan
from backend.core.party.models import Party

HOPS = 10


def went_to(document: str, pk: UUID) -> UUID | None:
    """This will tell where a paper went that was merged into another, however often."""
    here, found = pk, None
    for _hop in range(HOPS):
        following = (
            Alias.objects.filter(document=document, old_id=here)
            .values_list("new_id", flat=True)
            .first()
        )
        if following is None:
            return found
        here = found = following
    return found


def former_papers(party_id: UUID) -> list[tuple[str, UUID]]:
    """This will name the papers that were merged into those of a company."""
    rows = Alias.objects.filter(log__survivor_id=party_id).order_by("id")
    return list(rows.values_list("document", "old_id"))


def near(actor: Actor) -> Q:
    """This will give the suspicions all of whose parties the actor may see."""
    foreign = DuplicateMember.objects.filter(group=OuterRef("pk")).exclude(
        party_id__in=policy.visible(Party, actor).order_by().values("pk")
    )
    return Q(~Exists(foreign))


def members(group: DuplicateGroup) -> list[Party]:
    """This will give the parties of a suspicion that are still themselves, oldest first."""
    ids = group.members.values("party_id")
    return list(Party.objects.filter(pk__in=ids).order_by("created_at", "id"))


def running() -> Scan | None:
    """This will give the scan that is under way."""
    return Scan.objects.filter(phase=Scan.Phase.RUNNING).first()


def moved(counts: dict[str, int]) -> list[dict[str, object]]:
    """This will name the tables of counted rows for people."""
    found = []
    for table, rows in sorted(counts.items()):
        model = apps.get_model(table)
        label = str(model._meta.verbose_name)
        found.append({"table": table, "label": label, "rows": rows})
    return found
