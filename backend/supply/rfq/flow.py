"""The lives of a request for quotation, of a supplier's quote and of an award.

Request. draft: written, nobody outside knows. published: suppliers may quote until the deadline;
the rules of comparison are frozen. closed: the deadline has passed; a sealed one waits for its two
openers. second_round: those who quoted may quote once more until a new deadline. evaluating:
quotes are compared. awarded: an approved award says who delivers what. done: everything awarded
was bought. cancelled: called off, with the reason told to everybody invited.

Quote. draft: being written. submitted: counts. revised: a later revision took its place.
withdrawn: taken back before the deadline. won, partial, lost: what the award said. expired: the
request was called off, or the quote never was submitted.

Award. draft: proposed. submitted: waits for somebody else. approved: binds. rejected: refused.
withdrawn: taken back before a decision.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a request for quotation stands."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    CLOSED = "closed", _("已截止")
    SECOND_ROUND = "second_round", _("第二轮报价")
    EVALUATING = "evaluating", _("评审中")
    AWARDED = "awarded", _("已定标")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


OPEN_TO_QUOTES = (State.PUBLISHED, State.SECOND_ROUND)


class RfqFlow:
    """Who may follow whom."""

    deadline: datetime
    round: int

    @transition("state", source=State.DRAFT, target=State.PUBLISHED)
    def publish(self) -> None:
        """This will let the invited suppliers quote."""

    @transition("state", source=State.PUBLISHED, target=State.PUBLISHED)
    def extend(self, *, deadline: datetime) -> None:
        """This will give everybody more time."""
        self.deadline = deadline

    @transition("state", source=OPEN_TO_QUOTES, target=State.CLOSED)
    def close(self) -> None:
        """This will take no more quotes."""

    @transition("state", source=(State.CLOSED, State.EVALUATING), target=State.SECOND_ROUND)
    def second_round(self, *, deadline: datetime) -> None:
        """This will ask those who quoted for one more quote."""
        self.deadline = deadline
        self.round += 1

    @transition("state", source=State.CLOSED, target=State.EVALUATING)
    def evaluate(self) -> None:
        """This will begin the comparison."""

    @transition("state", source=State.EVALUATING, target=State.AWARDED)
    def award(self) -> None:
        """This will fix who delivers what."""

    @transition("state", source=State.AWARDED, target=State.DONE)
    def finish(self) -> None:
        """This will end it: everything awarded was bought."""

    @transition("state", source=State.DONE, target=State.AWARDED)
    def unfinish(self) -> None:
        """This will open it again: a purchase fell away, its share is to be bought once more."""

    @transition(
        "state",
        source=(
            State.DRAFT,
            State.PUBLISHED,
            State.CLOSED,
            State.SECOND_ROUND,
            State.EVALUATING,
        ),
        target=State.CANCELLED,
    )
    def cancel(self) -> None:
        """This will call it off."""


class QuoteState(models.TextChoices):
    """Where a supplier's quote stands."""

    DRAFT = "draft", _("填写中")
    SUBMITTED = "submitted", _("已提交")
    REVISED = "revised", _("已被修订")
    WITHDRAWN = "withdrawn", _("已撤回")
    EXPIRED = "expired", _("已失效")
    WON = "won", _("中标")
    PARTIAL = "partial", _("部分中标")
    LOST = "lost", _("未中标")


class SupplierQuoteFlow:
    """Who may follow whom."""

    @transition("state", source=QuoteState.DRAFT, target=QuoteState.SUBMITTED)
    def submit(self) -> None:
        """This will make the quote count."""

    @transition("state", source=QuoteState.SUBMITTED, target=QuoteState.REVISED)
    def supersede(self) -> None:
        """This will put a later revision in its place."""

    @transition(
        "state", source=(QuoteState.DRAFT, QuoteState.SUBMITTED), target=QuoteState.WITHDRAWN
    )
    def withdraw(self) -> None:
        """This will take the quote back."""

    @transition("state", source=QuoteState.SUBMITTED, target=QuoteState.WON)
    def win(self) -> None:
        """This will tell that all it offered was awarded."""

    @transition("state", source=QuoteState.SUBMITTED, target=QuoteState.PARTIAL)
    def win_in_part(self) -> None:
        """This will tell that some of it was awarded."""

    @transition("state", source=QuoteState.SUBMITTED, target=QuoteState.LOST)
    def lose(self) -> None:
        """This will tell that nothing of it was awarded."""

    @transition("state", source=(QuoteState.DRAFT, QuoteState.SUBMITTED), target=QuoteState.EXPIRED)
    def expire(self) -> None:
        """This will end a quote that nobody decided on."""


class AwardState(models.TextChoices):
    """Where an award stands."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审批")
    APPROVED = "approved", _("已批准")
    REJECTED = "rejected", _("已退回")
    WITHDRAWN = "withdrawn", _("已撤回")


DROPPED = (AwardState.REJECTED, AwardState.WITHDRAWN)


class AwardFlow:
    """Who may follow whom."""

    submitted_by_id: Any
    decided_by_id: Any

    @transition("state", source=AwardState.DRAFT, target=AwardState.SUBMITTED)
    def submit(self, *, by: int | None) -> None:
        """This will ask somebody else to approve."""
        self.submitted_by_id = by

    @transition("state", source=AwardState.SUBMITTED, target=AwardState.APPROVED)
    def approve(self, *, by: int | None) -> None:
        """This will make the award bind."""
        self.decided_by_id = by

    @transition("state", source=AwardState.SUBMITTED, target=AwardState.REJECTED)
    def reject(self, *, by: int | None) -> None:
        """This will refuse the award."""
        self.decided_by_id = by

    @transition(
        "state", source=(AwardState.DRAFT, AwardState.SUBMITTED), target=AwardState.WITHDRAWN
    )
    def withdraw(self) -> None:
        """This will take a proposal back."""
