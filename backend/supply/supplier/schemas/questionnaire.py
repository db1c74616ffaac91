"""A questionnaire as machines see it."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.supply.supplier.actions import questionnaires
from backend.supply.supplier.models import Certificate, Questionnaire
from backend.supply.supplier.schemas.bodies import Category, Points, Score

SomeCategories = Annotated[list[Category], Field(max_length=14)]
Kind = types.one_of(Certificate.Kind)
Kinds = Annotated[list[Kind], Field(max_length=12)]
Weight = types.number(7, 2, minimum="0")


class QuestionnaireItemBody(types.In):
    """One question; a knock-out ends the matter below its minimum."""

    question: types.text(300, minimum=1)
    weight: Weight
    is_knock_out: types.Flag = False
    minimum: Score = Decimal("0")


Items = Annotated[list[QuestionnaireItemBody], Field(min_length=1, max_length=100)]


class QuestionnaireIn(types.In):
    """What is asked of suppliers of some categories; of all when none is named."""

    id: types.Id | None = None
    name: types.text(120, minimum=1)
    categories: SomeCategories = []
    certificates: Kinds = []
    needs_audit: types.Flag = False
    needs_trial: types.Flag = False
    full_score: Score = Decimal("75")
    conditional_score: Score = Decimal("60")
    valid_months: types.count(1, 60) = 12
    items: Items


class QuestionnairePatch(types.In):
    """What may be corrected; absent fields stay, items sent stand for all of them."""

    name: types.text(120, minimum=1) = ""
    categories: SomeCategories = []
    certificates: Kinds = []
    needs_audit: types.Flag = False
    needs_trial: types.Flag = False
    full_score: Score = Decimal("75")
    conditional_score: Score = Decimal("60")
    valid_months: types.count(1, 60) = 12
    items: Items = []


class QuestionnaireItemOut(types.Out):
    """One question."""

    seq: int
    question: str
    weight: Weight
    is_knock_out: bool
    minimum: Points


class QuestionnaireRow(types.Out):
    """A questionnaire in a list."""

    id: UUID
    name: str
    categories: list[str]
    needs_audit: bool
    needs_trial: bool
    full_score: Points
    conditional_score: Points
    valid_months: int
    is_active: bool
    version: int
    created_at: types.Moment


class QuestionnaireOut(QuestionnaireRow):
    """A questionnaire in full."""

    certificates: list[str]
    items: list[QuestionnaireItemOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_items(questionnaire: Any) -> Any:
        """This will read the questions."""
        return list(questionnaire.items.all())


class QuestionnaireFilters(Filters):
    """What questionnaires can be filtered by."""

    is_active: types.Flag | None = None
    category: Category | None = None


def _for(category: str) -> Q:
    return Q(categories__contains=[category]) | Q(categories=[])


def load(rows: QuerySet[Questionnaire]) -> QuerySet[Questionnaire]:
    """This will fetch what the detail shows."""
    return rows.prefetch_related("items")


QUESTIONNAIRE = declare(
    Resource(
        model=Questionnaire,
        room="supply",
        name="questionnaire",
        plural="questionnaires",
        label=_("准入问卷"),
        out=QuestionnaireOut,
        row=QuestionnaireRow,
        create=Verb(questionnaires.create, _("新建"), QuestionnaireIn),
        change=Verb(questionnaires.change, _("修改"), QuestionnairePatch),
        verbs={
            "retire": Verb(
                questionnaires.retire,
                _("停用"),
                states=ALWAYS,
                when=lambda row: row.is_active,
                danger=True,
            ),
        },
        filters=QuestionnaireFilters,
        filter_paths={"category": _for},
        load=load,
        scoped=False,
    )
)
