"""Writing rows: each by its document's own verbs, or many at once where the document can."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from backend.core.access import policy
from backend.core.errors import Forbidden, Refusal
from backend.core.events.log import plain
from backend.core.http import doors, problems
from backend.core.people import queries as people
from backend.core.spreadsheet.checking import Checker
from backend.core.spreadsheet.drafts import INSERT, REFUSE, UPDATE, Draft
from backend.core.spreadsheet.models import ExternalKey
from backend.core.spreadsheet.plans import Plan, Prepared

REASON = "导入"


@dataclass
class Writer:
    """Writes what the checker let through, for the same person and by the same rules."""

    checker: Checker

    @property
    def plan(self) -> Plan:
        """This will give the plan of the document."""
        return self.checker.plan

    def write(self, drafts: Sequence[Draft]) -> None:
        """This will write a run of rows in the running transaction; a refused row stays out."""
        fresh = [d for d in drafts if d.action == INSERT]
        plain_ones = [d for d in fresh if not d.warnings and not d.extras]
        if not self._at_once(plain_ones):
            for draft in plain_ones:
                self._alone(draft)
        for draft in fresh:
            if draft.warnings or draft.extras:
                self._alone(draft)
        for draft in drafts:
            if draft.action == UPDATE:
                self._alone(draft)
        self._know(drafts)

    def rehearse(self, drafts: Sequence[Draft]) -> None:
        """This will try to write and take it all back; what a bulk was checked for is believed."""
        with transaction.atomic():
            for draft in drafts:
                believed = self.plan.bulk and draft.action == INSERT
                believed = believed and not draft.warnings and not draft.extras
                if draft.action in (INSERT, UPDATE) and not believed:
                    self._alone(draft)
            transaction.set_rollback(True)

    def _at_once(self, drafts: Sequence[Draft]) -> bool:
        """Whether the document wrote them all; a clash of any sends each on its own way."""
        if len(drafts) < 2 or self.plan.bulk is None:
            return not drafts
        ready = [Prepared(d.line, d.body, d.owner_id) for d in drafts]
        try:
            with transaction.atomic():
                policy.require(self.checker.actor, self.plan.resource.permission("create"))
                ids = self.plan.bulk(ready, self.checker.actor)
        except (Refusal, IntegrityError):
            return False
        for draft, pk in zip(drafts, ids, strict=True):
            draft.pk = pk
        return True

    def _alone(self, draft: Draft) -> None:
        """One row in its own savepoint: a refusal becomes its reason."""
        try:
            with transaction.atomic():
                if draft.action == INSERT:
                    self._create(draft)
                else:
                    self._change(draft)
                for name, value in draft.extras.items():
                    assert draft.pk is not None
                    self.plan.extras[name].write(draft.pk, value, self.checker.actor)
        except Exception as error:
            refusal = problems.from_exception(error)
            if refusal is None:
                raise
            self._refuse(draft, refusal)
            if draft.before == {} and draft.body is not None:
                draft.pk = None

    def _refuse(self, draft: Draft, refusal: Refusal) -> None:
        """Say why: of the whole row, of its columns, or of the lines among its rows."""
        lines = self.plan.lines
        told = {} if lines is None else lines.explain(refusal, lambda at: draft.lines[at].line)
        if told:
            draft.action = REFUSE
            for at, sentence in told.items():
                draft.lines[at].refuse(sentence)
        elif refusal.errors:
            draft.blame(self.plan, refusal.errors)
        else:
            draft.refuse(str(refusal))

    def _create(self, draft: Draft) -> None:
        resource, actor = self.plan.resource, self.checker.actor
        assert resource.create is not None
        policy.require(actor, resource.permission("create"))
        values = doors.inputs(resource, actor, draft.body)
        made = resource.create.action(actor=actor, **values)
        draft.pk, draft.no = made.pk, str(getattr(made, "no", ""))
        if draft.owner_id is not None and draft.owner_id != made.owner_id:
            self.give(made.pk, draft.owner_id)

    def _change(self, draft: Draft) -> None:
        assert draft.pk is not None
        if draft.changes:
            self.change(draft.pk, draft.changes)
        if draft.owner_id is not None:
            self.give(draft.pk, draft.owner_id)

    def change(self, pk: UUID, changes: dict[str, Any]) -> None:
        """This will write values by column name onto a row, by the document's change verb."""
        resource, actor = self.plan.resource, self.checker.actor
        policy.require(actor, resource.permission("change"))
        if self.plan.change is not None:
            self.plan.change(pk, changes, actor)
            return
        assert resource.change is not None
        policy.require_writable(actor, resource, changes)
        resource.change.action(pk, actor=actor, changes=dict(changes))

    def give(self, pk: UUID, owner_id: int) -> None:
        """This will hand a row to its owner, by the document's own verb and right."""
        resource, actor = self.plan.resource, self.checker.actor
        verb = resource.verbs.get("assign")
        if verb is None or not actor.may(resource.permission("assign")):
            raise Forbidden(permission=resource.permission("assign"))
        people.seat(owner_id, unit_id=None)
        verb.action(pk, actor=actor, owner_id=owner_id, unit_id=None, reason=REASON)

    def _know(self, drafts: Sequence[Draft]) -> None:
        """Remember by which number another system knows the rows that were written."""
        code, batch = self.plan.resource.code, self.checker.batch
        rows = [
            ExternalKey(document=code, value=d.external, document_id=d.pk, batch_id=batch.pk)
            for d in drafts
            if d.external and d.pk is not None and d.action != REFUSE
        ]
        ExternalKey.objects.bulk_create(rows, ignore_conflicts=True)


def told(draft: Draft) -> dict[str, Any]:
    """This will give what is kept of a row: line, outcome, reasons, what stood there before."""
    row: dict[str, Any] = {"line": draft.line, "outcome": draft.action}
    if draft.pk is not None:
        row["id"] = str(draft.pk)
    if draft.reasons:
        row["why"] = "；".join(dict.fromkeys(draft.reasons))[:1000]
    if draft.warnings:
        row["warn"] = "；".join(draft.warnings)[:1000]
    if draft.action == UPDATE:
        row["before"] = plain({k: v for k, v in draft.before.items() if k in draft.changes})
        if draft.owner_id is not None or draft.extras:
            row["owner"] = draft.before.get("owner:id")
    return row


def noticed(outcome: str) -> str:
    """This will say an outcome in the reader's language."""
    return {
        "created": _("新增"),
        "updated": _("更新"),
        "unchanged": _("无变化"),
        "skipped": _("跳过"),
        "refused": _("未通过"),
    }[outcome]
