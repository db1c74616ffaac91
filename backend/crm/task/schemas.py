"""A task as machines see it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import context, overview, types
from backend.core.http.doors import Filters
from backend.core.party.schemas import AssignTo
from backend.core.registry import Resource, Verb, declare
from backend.crm.task import actions, queries
from backend.crm.task.flow import WAITING, State
from backend.crm.task.models import Task

STILL = frozenset(state.value for state in WAITING)
Person: Any = types.count(1, 2_147_483_647)


class TaskPlan(types.In):
    """The task after this one: suggested, or opened by itself when this one is done."""

    kind: types.one_of(Task.Kind) | None = None
    title: types.text(200, minimum=1)
    days: types.count(0, 730)
    in_work_time: types.Flag = False
    by_itself: types.Flag = False
    from_deadline: types.Flag = False


class TaskIn(types.In):
    """What is to be done by when, about which paper, by whom."""

    id: types.Id | None = None
    title: types.text(200, minimum=1)
    kind: types.one_of(Task.Kind) = Task.Kind.OTHER.value
    priority: types.one_of(Task.Priority) = Task.Priority.NORMAL.value
    due_at: types.Moment
    document: types.text(64) = ""
    document_id: types.Id | None = None
    party_id: types.Id | None = None
    owner_id: Person | None = None
    content: types.Note = ""
    chain_next: TaskPlan | None = None


class TaskPatch(types.In):
    """The wording of a task that still waits; absent fields stay."""

    title: types.text(200, minimum=1) = ""
    kind: types.one_of(Task.Kind) = Task.Kind.OTHER.value
    priority: types.one_of(Task.Priority) = Task.Priority.NORMAL.value
    content: types.Note = ""
    chain_next: TaskPlan | None = None


class TaskComplete(types.In):
    """When it was done and what came of it."""

    at: types.Moment
    result: types.text(500) = ""


class TaskBecause(types.In):
    """Why it will not be done."""

    reason: types.Reason


class TaskReschedule(types.In):
    """The new deadline, and why."""

    due_at: types.Moment
    reason: types.Reason


class TaskRow(types.Out):
    """A task in a list."""

    id: UUID
    title: str
    kind: str
    state: str
    priority: str
    due_at: types.Moment
    document: str
    document_id: UUID | None
    party_id: UUID | None
    party_name: str | None
    origin: str
    done_at: types.Moment | None
    result: str
    closed_reason: str
    postponed: int
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class TaskPlanOut(types.Out):
    """The task after this one, and when it would be due."""

    kind: str
    title: str
    days: int
    in_work_time: bool
    by_itself: bool
    from_deadline: bool


class TaskOut(TaskRow):
    """A task in full."""

    content: str
    opportunity_id: UUID | None
    closes_on: list[str]
    chain_next: TaskPlanOut | None
    next_due_at: types.Moment | None
    done_by_id: int | None
    is_overdue: bool
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(task: Any) -> str | None:
        """This will name the company."""
        return str(task.party.name) if task.party else None

    @staticmethod
    def resolve_owner_name(task: Any) -> str | None:
        """This will name who is to do it."""
        return str(task.owner) if task.owner else None

    @staticmethod
    def resolve_is_overdue(task: Any) -> bool:
        """This will tell whether the deadline has passed and it still waits."""
        return task.state in STILL and task.due_at < context.now()

    @staticmethod
    def resolve_next_due_at(task: Any) -> datetime | None:
        """This will tell when the planned next task is due."""
        return queries.next_due(task)


class TaskFilters(Filters):
    """What tasks can be filtered by; `due` gives only what still waits."""

    state: types.one_of(State) | None = None
    due: Literal["overdue", "today", "week", "later"] | None = None
    is_waiting: types.Flag | None = None
    kind: types.one_of(Task.Kind) | None = None
    priority: types.one_of(Task.Priority) | None = None
    origin: types.one_of(Task.Origin) | None = None
    owner_id: Person | None = None
    party_id: types.Id | None = None
    document: types.text(64) | None = None
    document_id: types.Id | None = None
    due_from: types.Moment | None = None
    due_until: types.Moment | None = None


def _due(word: str) -> Q:
    return queries.due(word, now=context.now())


def _waiting(still: bool) -> Q:
    waits = Q(state__in=WAITING)
    return waits if still else ~waits


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "owner")


def _suggests(task: Any) -> bool:
    """Whether a finished task suggests a next one that was not taken up yet."""
    plan = task.chain_next
    if plan is None or plan["by_itself"]:
        return False
    return bool(queries.without_task([f"chain:{task.pk}"]))


TASK = declare(
    Resource(
        model=Task,
        room="crm",
        name="task",
        plural="tasks",
        label=_("任务"),
        out=TaskOut,
        row=TaskRow,
        create=Verb(actions.create, _("新建"), TaskIn),
        change=Verb(actions.change, _("修改"), TaskPatch),
        verbs={
            "complete": Verb(actions.complete, _("完成"), TaskComplete),
            "start": Verb(actions.start, _("开始")),
            "reschedule": Verb(actions.reschedule, _("改期"), TaskReschedule, transition="edit"),
            "assign": Verb(actions.assign, _("转交"), AssignTo, transition="edit"),
            "skip": Verb(actions.skip, _("跳过"), TaskBecause, danger=True),
            "cancel": Verb(actions.cancel, _("取消"), TaskBecause, danger=True),
            "take_next": Verb(
                actions.take_next,
                _("建立下一项任务"),
                states=frozenset({State.DONE.value}),
                when=_suggests,
            ),
        },
        filters=TaskFilters,
        columns={"party_name": "party__name", "owner_name": "owner__name"},
        filter_paths={
            "due": _due,
            "is_waiting": _waiting,
            "due_from": "due_at__gte",
            "due_until": "due_at__lte",
        },
        ordering=("due_at", "created_at"),
        load=load,
    )
)

overview.papers("tasks", TASK)
