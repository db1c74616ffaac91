"""Questions about production progress."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from backend.core.files.models import Attachment
from backend.crm.progress import calc
from backend.crm.progress.flow import State
from backend.crm.progress.models import Milestone, Progress

CODE = "crm.progress"


def of_contract(contract_id: UUID) -> QuerySet[Progress]:
    """This will give what is made for a contract, by its lines."""
    rows = Progress.objects.filter(contract_id=contract_id).exclude(state=State.CANCELLED)
    return rows.select_related("line__product").prefetch_related("milestones").order_by("line__seq")


def of_line(line_id: UUID) -> Progress | None:
    """This will find what is made for a contract line."""
    return Progress.objects.filter(line_id=line_id).exclude(state=State.CANCELLED).first()


def steps(milestones: Iterable[Milestone]) -> list[calc.Step]:
    """This will give milestones as plain values."""
    return [
        calc.Step(row.weight, row.percent, row.planned_on, row.forecast_on, row.actual_on)
        for row in milestones
    ]


def unknown_photos(progress: Progress, photo_ids: Iterable[UUID]) -> set[UUID]:
    """This will name those pictures that do not lie beside this paper."""
    wanted = set(photo_ids)
    known = Attachment.objects.filter(
        pk__in=wanted, document=CODE, document_id=progress.pk, mime__startswith="image/"
    )
    return wanted - set(known.values_list("pk", flat=True))
