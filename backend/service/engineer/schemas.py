"""A service engineer as machines see one."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import context, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.party.schemas import Because
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.service.engineer import actions, calc
from backend.service.engineer.models import Engineer

Degree = types.number(9, 6)
Person = types.count(1, 2_147_483_647)
Place = types.text(32, minimum=1)
Clock = types.matching(r"^([01]\d|2[0-3]):[0-5]\d$", maximum=5)
SHOWN_SHIFTS = 60


class SkillBody(types.In):
    """What somebody can do, how well from 1 to 5, and until when it is recognised."""

    code: types.matching(calc.SKILL, maximum=40)
    level: types.count(1, 5) = 1
    expires_on: types.Day | None = None


class EngineerCertificateBody(types.In):
    """A licence or an examination, with the day it runs out."""

    name: types.text(120, minimum=1)
    number: types.text(64, minimum=1)
    issuer: types.text(120) = ""
    issued_on: types.Day | None = None
    expires_on: types.Day | None = None


class EngineerIn(types.In):
    """Who it is, what the person can do, where the person starts from."""

    id: types.Id | None = None
    on: types.Day
    user_id: Person
    name: types.text(64, minimum=1)
    van_id: types.Id | None = None
    territory: Annotated[list[Place], Field(max_length=60)] = []
    home: types.text(300) = ""
    latitude: Degree | None = None
    longitude: Degree | None = None
    hourly_cost: types.MoneyNotNegative | None = None
    note: types.text(500) = ""
    skills: Annotated[list[SkillBody], Field(max_length=100)] = []
    certificates: Annotated[list[EngineerCertificateBody], Field(max_length=50)] = []


class EngineerPatch(types.In):
    """What may be corrected; absent fields stay, tables that are sent replace those on file."""

    name: types.text(64, minimum=1) = ""
    van_id: types.Id | None = None
    territory: Annotated[list[Place], Field(max_length=60)] = []
    home: types.text(300) = ""
    latitude: Degree | None = None
    longitude: Degree | None = None
    hourly_cost: types.MoneyNotNegative | None = None
    note: types.text(500) = ""
    skills: Annotated[list[SkillBody], Field(max_length=100)] = []
    certificates: Annotated[list[EngineerCertificateBody], Field(max_length=50)] = []


class EngineerRoster(types.In):
    """The same hours on named weekdays (1 is Monday) of a span of days."""

    first: types.Day
    last: types.Day
    weekdays: Annotated[list[types.count(1, 7)], Field(min_length=1, max_length=7)]
    opens: Clock
    closes: Clock
    kind: Literal["work", "standby"] = "work"


class EngineerExcuse(types.In):
    """Why and when somebody is away."""

    kind: Literal["leave", "sick", "training"] = "leave"
    starts_at: types.Moment
    ends_at: types.Moment
    note: types.text(200) = ""


class EngineerDropShift(types.In):
    """Which hours are taken out of the calendar, and why."""

    shift_id: types.Id
    reason: types.Reason


class SkillOut(types.Out):
    """A skill; `is_valid` tells of today."""

    code: str
    level: int
    expires_on: date | None
    is_valid: bool

    @staticmethod
    def resolve_is_valid(skill: Any) -> bool:
        """This will tell whether it is recognised today."""
        return skill.expires_on is None or skill.expires_on >= timezone.localdate(context.now())


class EngineerCertificateOut(types.Out):
    """A licence or an examination."""

    id: UUID
    name: str
    number: str
    issuer: str
    issued_on: date | None
    expires_on: date | None


class ShiftOut(types.Out):
    """Hours at work, on call or away."""

    id: UUID
    kind: str
    starts_at: types.Moment
    ends_at: types.Moment
    note: str


class EngineerRow(types.Out):
    """An engineer in a list."""

    id: UUID
    no: str
    name: str
    user_id: int
    van_id: UUID | None
    van_name: str | None
    territory: list[str]
    is_active: bool
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class EngineerOut(EngineerRow):
    """An engineer in full, with the hours from today on."""

    home: str | None
    latitude: Degree | None
    longitude: Degree | None
    hourly_cost: types.Money | None
    note: str
    skills: list[SkillOut]
    certificates: list[EngineerCertificateOut]
    shifts: list[ShiftOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_van_name(engineer: Any) -> str | None:
        """This will name the van."""
        return str(engineer.van.name) if engineer.van else None

    @staticmethod
    def resolve_skills(engineer: Any) -> Any:
        """This will read the skills."""
        return sorted(engineer.skills.all(), key=lambda skill: skill.code)

    @staticmethod
    def resolve_certificates(engineer: Any) -> Any:
        """This will read the certificates."""
        return sorted(engineer.certificates.all(), key=lambda row: (row.name, row.number))

    @staticmethod
    def resolve_shifts(engineer: Any) -> Any:
        """This will read the hours that have not passed."""
        return list(
            engineer.shifts.filter(ends_at__gt=context.now()).order_by("starts_at")[:SHOWN_SHIFTS]
        )


class EngineerFilters(Filters):
    """What engineers can be filtered by; `skill` finds those who have it today."""

    is_active: types.Flag | None = None
    user_id: Person | None = None
    territory: types.text(32) | None = None
    skill: types.matching(calc.NEED, maximum=42) | None = None
    lapses_by: types.Day | None = None


def _skilled(text: str) -> Q:
    need = calc.read_need(text)
    today = timezone.localdate(context.now())
    return Q(
        pk__in=Engineer.objects.filter(
            Q(skills__expires_on=None) | Q(skills__expires_on__gte=today),
            skills__code=need.code,
            skills__level__gte=need.level,
        ).values("pk")
    )


def _lapsing(day: date) -> Q:
    """Whose skill or certificate runs out by a day."""
    lapsing = Q(skills__expires_on__lte=day) | Q(certificates__expires_on__lte=day)
    return Q(pk__in=Engineer.objects.filter(lapsing).values("pk"))


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("van").prefetch_related("skills", "certificates")


ENGINEER = declare(
    Resource(
        model=Engineer,
        room="service",
        name="engineer",
        plural="engineers",
        label=_("服务工程师"),
        out=EngineerOut,
        row=EngineerRow,
        create=Verb(actions.create, _("新建"), EngineerIn),
        change=Verb(actions.change, _("修改"), EngineerPatch),
        verbs={
            "roster": Verb(actions.roster, _("排班"), EngineerRoster, states=ALWAYS),
            "excuse": Verb(actions.excuse, _("登记缺勤"), EngineerExcuse, states=ALWAYS),
            "drop_shift": Verb(
                actions.drop_shift, _("删除班次"), EngineerDropShift, states=ALWAYS, danger=True
            ),
            "retire": Verb(
                actions.retire,
                _("停用"),
                Because,
                states=ALWAYS,
                when=lambda engineer: engineer.is_active,
                danger=True,
            ),
            "reinstate": Verb(
                actions.reinstate,
                _("重新启用"),
                Because,
                states=ALWAYS,
                when=lambda engineer: not engineer.is_active,
                permission="service.retire_engineer",
            ),
        },
        filters=EngineerFilters,
        columns={"van_name": "van__name"},
        filter_paths={
            "territory": lambda place: Q(territory__contains=[place]),
            "skill": _skilled,
            "lapses_by": _lapsing,
        },
        ordering=("created_at", "name_pinyin"),
        sensitive={
            "home": policy.mask_all,
            "latitude": policy.mask_all,
            "longitude": policy.mask_all,
            "hourly_cost": policy.mask_all,
        },
        load=load,
    )
)
