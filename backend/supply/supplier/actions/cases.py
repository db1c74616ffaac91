"""A supplier on the way to being qualified."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.supply.supplier.actions import deciding
from backend.supply.supplier.actions.deciding import decide
from backend.supply.supplier.flow import CaseState, State
from backend.supply.supplier.models import (
    QualificationAnswer,
    QualificationCase,
    Questionnaire,
    Supplier,
)

__all__ = [
    "allow_trial",
    "answer",
    "audit",
    "cancel",
    "decide",
    "open_case",
    "record_trial",
    "send_back",
    "submit",
]

log.declare(
    "supply.qualification.opened",
    "supply.qualification.answered",
    "supply.qualification.audited",
    "supply.qualification.trial_allowed",
    "supply.qualification.trial_recorded",
    "supply.qualification.submitted",
    "supply.qualification.sent_back",
    "supply.qualification.cancelled",
)


class CaseOpen(Duplicate):
    """One case at a time."""

    sentence = _("该供应商已有进行中的准入，请先完成或取消。")


class WrongQuestionnaire(Malformed):
    """The questionnaire is not for these categories."""

    sentence = _("所选问卷已停用或不适用于这些品类。")


class Gone(Malformed):
    """A removed supplier does not come back."""

    status = 409
    sentence = _("已淘汰的供应商不能再次准入。")


class NoSuchQuestion(Malformed):
    """The case has no question of this number."""

    sentence = _("没有第 {seq} 题。")


class NoTrial(Malformed):
    """No trial was allowed."""

    status = 409
    sentence = _("尚未安排试单，不能登记试单结果。")


documents.explains("supply_qualificationcase_one_open", CaseOpen())


def _lock(case_id: UUID, actor: Actor, verb: str) -> QualificationCase:
    permission = f"supply.{verb}_qualification"
    return documents.lock(QualificationCase, case_id, actor=actor, permission=permission)


@documents.verb
def open_case(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    supplier_id: UUID,
    questionnaire_id: UUID,
    categories: Sequence[str],
) -> QualificationCase:
    """This will open the case of a supplier for some categories, or its yearly review."""
    documents.refer(Supplier, supplier_id, actor=actor, field="supplier_id")
    supplier = Supplier.objects.select_for_update(no_key=True).get(pk=supplier_id)
    documents.remember(supplier)
    asked = documents.refer(Questionnaire, questionnaire_id, actor=actor, field="questionnaire_id")
    assert asked is not None
    wanted = sorted(set(categories))
    if not asked.is_active or (asked.categories and not set(wanted) <= set(asked.categories)):
        raise WrongQuestionnaire(errors={"questionnaire_id": WrongQuestionnaire.sentence})
    if supplier.state == State.REMOVED:
        raise Gone
    case = QualificationCase(
        supplier=supplier,
        questionnaire=asked,
        categories=wanted,
        opened_on=on,
        owner_id=supplier.owner_id,
        unit_id=supplier.unit_id,
        no=numbering.next_number("ZR", on=on),
    )
    if id is not None:
        case.id = id
    documents.add(case, actor=actor, event="supply.qualification.opened")
    QualificationAnswer.objects.bulk_create(
        QualificationAnswer(
            case=case,
            seq=item.seq,
            question=item.question,
            weight=item.weight,
            is_knock_out=item.is_knock_out,
            minimum=item.minimum,
        )
        for item in asked.items.all()
    )
    if supplier.state in (State.CANDIDATE, State.REJECTED):
        supplier.begin_qualification()
        documents.save(supplier, actor=actor, event="supply.supplier.changed")
    return case


def _still_open(case: QualificationCase) -> None:
    if case.state != CaseState.OPEN:
        raise deciding.NotOpen


@documents.verb
def answer(case_id: UUID, *, actor: Actor, answers: Sequence[Any]) -> QualificationCase:
    """This will write down answers; those not named stay as they were."""
    case = _lock(case_id, actor, "answer")
    _still_open(case)
    rows = {row.seq: row for row in case.answers.all()}
    for place, given in enumerate(answers):
        row = rows.get(given.seq)
        if row is None:
            field = f"answers.{place}.seq"
            said = str(NoSuchQuestion(seq=given.seq))
            raise NoSuchQuestion(seq=given.seq, errors={field: said})
        row.score, row.note = given.score, given.note
    QualificationAnswer.objects.bulk_update(rows.values(), ["score", "note"])
    case.score = deciding.score_of(list(rows.values()))
    return documents.save(case, actor=actor, event="supply.qualification.answered")


@documents.verb
def audit(
    case_id: UUID,
    *,
    actor: Actor,
    on: date,
    auditors: str,
    score: Decimal,
    passed: bool,
    findings: str,
) -> QualificationCase:
    """This will write down what was seen on site."""
    case = _lock(case_id, actor, "audit")
    _still_open(case)
    case.audited_on, case.auditors = on, auditors
    case.audit_score, case.audit_passed, case.audit_findings = score, passed, findings
    return documents.save(case, actor=actor, event="supply.qualification.audited")


@documents.verb
def allow_trial(case_id: UUID, *, actor: Actor, limit: Decimal, until: date) -> QualificationCase:
    """This will let so many tonnes be ordered from somebody not yet qualified, until a day."""
    case = _lock(case_id, actor, "allow_trial")
    _still_open(case)
    case.trial_limit, case.trial_until = limit, until
    case.trial_passed, case.trial_note = None, ""
    return documents.save(case, actor=actor, event="supply.qualification.trial_allowed")


@documents.verb
def record_trial(case_id: UUID, *, actor: Actor, passed: bool, note: str) -> QualificationCase:
    """This will write down how the trial went; no more is ordered under it."""
    case = _lock(case_id, actor, "record_trial")
    _still_open(case)
    if case.trial_limit is None:
        raise NoTrial
    case.trial_passed, case.trial_note = passed, note
    return documents.save(case, actor=actor, event="supply.qualification.trial_recorded")


@documents.verb
def submit(case_id: UUID, *, actor: Actor, on: date) -> QualificationCase:
    """This will ask for the decision, once everything that is required is there."""
    case = _lock(case_id, actor, "submit")
    case.submit()
    deciding.require_complete(case, on=on)
    return documents.save(case, actor=actor, event="supply.qualification.submitted")


@documents.verb
def send_back(case_id: UUID, *, actor: Actor, reason: str) -> QualificationCase:
    """This will ask for more before deciding."""
    case = _lock(case_id, actor, "decide")
    case.send_back()
    return documents.save(case, actor=actor, event="supply.qualification.sent_back", reason=reason)


@documents.verb
def cancel(case_id: UUID, *, actor: Actor, reason: str) -> QualificationCase:
    """This will give the case up; a candidate is a candidate again."""
    case = _lock(case_id, actor, "cancel")
    case.cancel()
    supplier = Supplier.objects.select_for_update(no_key=True).get(pk=case.supplier_id)
    if supplier.state == State.IN_QUALIFICATION:
        documents.remember(supplier)
        supplier.give_up()
        documents.save(supplier, actor=actor, event="supply.supplier.changed", reason=reason)
    return documents.save(case, actor=actor, event="supply.qualification.cancelled", reason=reason)
