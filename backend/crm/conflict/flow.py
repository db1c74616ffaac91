"""The life of a conflict between two salespeople.

raised: somebody says that another has the same customer, deal or project. evidence_requested: the
lead wants proof from both. under_review: the proof is being weighed. decided: the lead has said who
keeps it; either side may appeal. appealed: a higher lead looks at it again. final: it is so, also
when both sides agreed before anybody had to decide.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a conflict stands."""

    RAISED = "raised", _("已提出")
    EVIDENCE_REQUESTED = "evidence_requested", _("待补充证据")
    UNDER_REVIEW = "under_review", _("审理中")
    DECIDED = "decided", _("已裁决")
    APPEALED = "appealed", _("申诉中")
    FINAL = "final", _("已终结")


OPEN = (State.RAISED, State.EVIDENCE_REQUESTED, State.UNDER_REVIEW, State.APPEALED)
"""While nothing binds, both may add proof and agree."""


class ConflictFlow:
    """Who may follow whom."""

    @transition("state", source=State.RAISED, target=State.EVIDENCE_REQUESTED)
    def request_evidence(self) -> None:
        """This will ask both sides for proof."""

    @transition("state", source=[State.RAISED, State.EVIDENCE_REQUESTED], target=State.UNDER_REVIEW)
    def review(self) -> None:
        """This will begin to weigh the proof."""

    @transition("state", source=State.UNDER_REVIEW, target=State.DECIDED)
    def decide(self) -> None:
        """This will say who keeps it."""

    @transition("state", source=State.DECIDED, target=State.APPEALED)
    def appeal(self) -> None:
        """This will ask a higher lead."""

    @transition(
        "state",
        source=[State.DECIDED, *OPEN],
        target=State.FINAL,
    )
    def close(self) -> None:
        """This will make it bind: nobody appealed, both agreed, or the appeal was heard."""
