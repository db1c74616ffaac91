"""Questions about gates, findings and objections."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from backend.core.documents.source import Source
from backend.core.files.models import Attachment
from backend.core.registry import resource_of
from backend.goods.quality.flow import (
    PASSED,
    WAITING,
    DefectState,
    InspectionState,
)
from backend.goods.quality.models import (
    Characteristic,
    Inspection,
    InspectionPlan,
    Nonconformity,
    ObjectionRule,
    Occasion,
    QualityClaim,
)

Level = Characteristic.Level
HISTORY = 40
"""Lots looked back at for the skip-lot rule."""


def gate(product_id: UUID, occasion: str, on: date) -> InspectionPlan | None:
    """This will find the plan in force for a product at a gate; without one the gate is open."""
    rows = InspectionPlan.objects.filter(product_id=product_id, occasion=occasion, is_active=True)
    return rows.filter(valid_from__lte=on).first()


def of_source(source: Source, line_id: UUID | None = None) -> QuerySet[Inspection]:
    """This will give the inspections of a paper, or of one of its lines, void ones left out."""
    rows = Inspection.objects.filter(source_code=source.code, source_id=source.id)
    if line_id is not None:
        rows = rows.filter(line_id=line_id)
    return rows.exclude(state=InspectionState.VOID).order_by("created_at", "id")


def waiting(source: Source) -> QuerySet[Inspection]:
    """This will give the inspections of a paper that are not decided yet."""
    return of_source(source).filter(state__in=WAITING)


def has_passed(source: Source, line_id: UUID, occasion: str) -> bool:
    """This will tell whether a line of a paper was let through a gate."""
    return of_source(source, line_id).filter(occasion=occasion, state__in=PASSED).exists()


def edition_of(plan: InspectionPlan) -> int:
    """This will give the edition of a plan that is in force."""
    found: int | None = plan.characteristics.aggregate(last=Max("edition"))["last"]
    return found or 1


def wanted(inspection: Inspection) -> list[Characteristic]:
    """This will give what the plan asked for when the goods came to the gate."""
    rows = Characteristic.objects.filter(plan_id=inspection.plan_id, edition=inspection.edition)
    return list(rows.order_by("seq"))


def out_of_limits(inspection: Inspection, *levels: Level) -> list[str]:
    """This will name the characteristics of these levels whose latest findings miss."""
    rows = inspection.values.filter(
        take=inspection.take, is_within=False, characteristic__level__in=levels
    )
    names = rows.order_by("characteristic__seq").values_list("characteristic__name", flat=True)
    return list(dict.fromkeys(names))


def failed_samples(inspection: Inspection) -> int:
    """This will count the samples of the latest take that miss a limit that matters."""
    rows = inspection.values.filter(
        take=inspection.take,
        is_within=False,
        characteristic__level__in=[Level.CRITICAL, Level.MAJOR],
    )
    return rows.values("sample").distinct().count()


def has_certificate(inspection: Inspection) -> bool:
    """This will tell whether a certificate is attached to the inspection or one of its papers."""
    found = Q(document=resource_of(Inspection).code, document_id=inspection.pk)
    if inspection.source_id is not None:
        found |= Q(document=inspection.source_code, document_id=inspection.source_id)
    for code, pk in inspection.papers:
        found |= Q(document=code, document_id=pk)
    return Attachment.objects.filter(found, kind=Attachment.Kind.CERTIFICATE).exists()


def history(plan: InspectionPlan, party_id: UUID | None) -> list[str]:
    """This will name what became of the lots of a supplier under a plan, newest first."""
    rows = Inspection.objects.filter(Q(party_id=party_id), plan=plan)
    rows = rows.exclude(state=InspectionState.VOID).order_by("-created_at", "-id")
    return list(rows.values_list("state", flat=True)[:HISTORY])


def is_held(lot_id: UUID) -> Inspection | None:
    """This will give the inspection a lot waits for, or the last one where it failed that.

    What was refused at the gate never became part of a lot, so that gate does not count.
    """
    rows = Inspection.objects.filter(lot_id=lot_id).exclude(occasion=Occasion.INCOMING)
    rows = rows.exclude(state=InspectionState.VOID).order_by("-created_at", "-id")
    found = rows.filter(state__in=WAITING).first() or rows.first()
    stops = [*WAITING, InspectionState.REJECTED]
    return found if found is not None and found.state in stops else None


def open_defects(lot_id: UUID) -> QuerySet[Nonconformity]:
    """This will give the non-conformities of a lot whose goods are set apart."""
    done = [DefectState.VERIFIED, DefectState.CLOSED]
    return Nonconformity.objects.filter(lot_id=lot_id).exclude(state__in=done)


def objection_rule(product_id: UUID, *, contract_id: UUID | None) -> ObjectionRule | None:
    """This will find the clocks that apply: of the contract, of the product, of everything."""
    asked = Q(product_id=product_id) | Q(product=None)
    asked &= Q(contract_id=contract_id) | Q(contract_id=None)
    rows = list(ObjectionRule.objects.filter(asked, is_active=True))
    rows.sort(key=lambda r: (r.contract_id is None, r.product_id is None))
    return rows[0] if rows else None


def claims_of(lot_ids: Iterable[UUID]) -> QuerySet[QualityClaim]:
    """This will give the objections to lots."""
    return QualityClaim.objects.filter(lot_id__in=list(lot_ids)).order_by("created_at", "id")
