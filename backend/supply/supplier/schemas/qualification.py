"""A qualification as machines see it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.supplier.actions import cases
from backend.supply.supplier.flow import CaseState
from backend.supply.supplier.models import QualificationCase
from backend.supply.supplier.schemas.bodies import (
    Categories,
    Category,
    Points,
    Score,
    SupplyBecause,
    SupplyOn,
)

OPEN = frozenset({CaseState.OPEN.value})


class QualificationIn(types.In):
    """The supplier, for which categories, by which questions."""

    id: types.Id | None = None
    on: types.Day
    supplier_id: types.Id
    questionnaire_id: types.Id
    categories: Categories


class QualificationAnswerBody(types.In):
    """An answer out of a hundred."""

    seq: types.count(1, 100)
    score: Score | None = None
    note: types.text(500) = ""


class QualificationAnswers(types.In):
    """Answers; those not named stay as they were."""

    answers: Annotated[list[QualificationAnswerBody], Field(min_length=1, max_length=100)]


class QualificationAudit(types.In):
    """What was seen on site."""

    on: types.Day
    auditors: types.text(120, minimum=1)
    score: Score
    passed: types.Flag
    findings: types.Note = ""


class QualificationAllowTrial(types.In):
    """How much may be ordered at once before the decision, until when."""

    limit: types.PositiveWeight
    until: types.Day


class QualificationRecordTrial(types.In):
    """How the trial order went."""

    passed: types.Flag
    note: types.text(500, minimum=2)


class QualificationDecide(types.In):
    """The decision; without a last day the questionnaire's term counts."""

    on: types.Day
    decision: Literal["qualified", "conditional", "rejected"]
    conditions: types.text(500) = ""
    valid_until: types.Day | None = None
    note: types.text(500) = ""


class QualificationAnswerOut(types.Out):
    """A question as it was asked, and its answer."""

    seq: int
    question: str
    weight: types.number(7, 2)
    is_knock_out: bool
    minimum: Points
    score: Points | None
    note: str


class QualificationRow(types.Out):
    """A qualification in a list."""

    id: UUID
    no: str
    supplier_id: UUID
    supplier_name: str
    state: str
    categories: list[str]
    opened_on: types.Day
    score: Points | None
    decided_on: types.Day | None
    valid_until: types.Day | None
    version: int
    created_at: types.Moment


class QualificationOut(QualificationRow):
    """A qualification in full."""

    questionnaire_id: UUID
    questionnaire_name: str
    answers: list[QualificationAnswerOut]
    audited_on: types.Day | None
    auditors: str
    audit_score: Points | None
    audit_passed: bool | None
    audit_findings: str
    trial_limit: types.Weight | None
    trial_until: types.Day | None
    trial_passed: bool | None
    trial_note: str
    decided_by_id: int | None
    decision_note: str
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_supplier_name(case: Any) -> str:
        """This will give the supplier's name."""
        return str(case.supplier.party.name)

    @staticmethod
    def resolve_questionnaire_name(case: Any) -> str:
        """This will give the questionnaire's name."""
        return str(case.questionnaire.name)

    @staticmethod
    def resolve_answers(case: Any) -> Any:
        """This will read the answers."""
        return list(case.answers.all())


class QualificationFilters(Filters):
    """What qualifications can be filtered by."""

    state: types.one_of(CaseState) | None = None
    supplier_id: types.Id | None = None
    category: Category | None = None


def load(rows: QuerySet[QualificationCase]) -> QuerySet[QualificationCase]:
    """This will fetch what the detail shows."""
    joined = rows.select_related("supplier__party", "questionnaire")
    return joined.prefetch_related("answers")


QUALIFICATION = declare(
    Resource(
        model=QualificationCase,
        room="supply",
        name="qualification",
        plural="qualifications",
        label=_("供应商准入"),
        out=QualificationOut,
        row=QualificationRow,
        create=Verb(cases.open_case, _("新建"), QualificationIn),
        verbs={
            "answer": Verb(cases.answer, _("填写问卷"), QualificationAnswers, states=OPEN),
            "audit": Verb(cases.audit, _("登记现场审核"), QualificationAudit, states=OPEN),
            "allow_trial": Verb(
                cases.allow_trial, _("安排试单"), QualificationAllowTrial, states=OPEN
            ),
            "record_trial": Verb(
                cases.record_trial,
                _("登记试单结果"),
                QualificationRecordTrial,
                states=OPEN,
                when=lambda case: case.trial_limit is not None,
            ),
            "submit": Verb(cases.submit, _("提交评定"), SupplyOn),
            "send_back": Verb(
                cases.send_back,
                _("退回补充"),
                SupplyBecause,
                permission="supply.decide_qualification",
            ),
            "decide": Verb(
                cases.decide,
                _("评定"),
                QualificationDecide,
                states=frozenset({CaseState.SUBMITTED.value}),
            ),
            "cancel": Verb(cases.cancel, _("取消"), SupplyBecause, danger=True),
        },
        filters=QualificationFilters,
        filter_paths={"category": lambda code: Q(categories__contains=[code])},
        columns={"supplier_name": "supplier__party__name"},
        load=load,
    )
)

overview.papers("qualifications", QUALIFICATION, path="supplier__party_id", tab=overview.Tab.SUPPLY)
