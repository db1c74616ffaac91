"""The life of a supplier, of its qualification, of a certificate and of a change of its account.

A supplier: candidate: somebody wants to buy from them. in_qualification: a case is open. qualified:
may be asked and ordered from in the categories that were decided. conditional: the same under
conditions written down. suspended: for the time being nothing. rejected: the case was lost; a new
one may be opened. removed: for good.

A case: open: answers, audit and trial are collected. submitted: waits for the decision. qualified,
conditional, rejected: decided. cancelled: given up.

A certificate: submitted: somebody uploaded it. verified: somebody checked it. refused: it does not
hold. withdrawn: it counts no more.

A change of account: requested: with the record of the call back. confirmed: by a second person, and
written. rejected: by a second person. withdrawn: by the first.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a supplier stands."""

    CANDIDATE = "candidate", _("候选")
    IN_QUALIFICATION = "in_qualification", _("准入中")
    QUALIFIED = "qualified", _("合格")
    CONDITIONAL = "conditional", _("有条件合格")
    SUSPENDED = "suspended", _("暂停")
    REJECTED = "rejected", _("未通过准入")
    REMOVED = "removed", _("已淘汰")


APPROVED = (State.QUALIFIED, State.CONDITIONAL)
JUDGED = (*APPROVED, State.IN_QUALIFICATION, State.SUSPENDED)


class SupplierFlow:
    """Who may follow whom."""

    @transition("state", source=State.CANDIDATE, target=State.QUALIFIED)
    def admit(self) -> None:
        """This will take over a supplier we have long bought from."""

    @transition("state", source=[State.CANDIDATE, State.REJECTED], target=State.IN_QUALIFICATION)
    def begin_qualification(self) -> None:
        """This will open the way to qualification."""

    @transition("state", source=State.IN_QUALIFICATION, target=State.CANDIDATE)
    def give_up(self) -> None:
        """This will end an undecided qualification."""

    @transition("state", source=list(JUDGED), target=State.QUALIFIED)
    def accept(self) -> None:
        """This will qualify without conditions."""

    @transition("state", source=list(JUDGED), target=State.CONDITIONAL)
    def accept_conditionally(self) -> None:
        """This will qualify under conditions."""

    @transition("state", source=State.IN_QUALIFICATION, target=State.REJECTED)
    def reject(self) -> None:
        """This will record that the case was lost."""

    @transition("state", source=list(APPROVED), target=State.SUSPENDED)
    def suspend(self) -> None:
        """This will stop new business for the time being."""

    @transition("state", source=State.SUSPENDED, target=State.QUALIFIED)
    def resume(self) -> None:
        """This will let business go on."""

    @transition("state", source=State.SUSPENDED, target=State.CONDITIONAL)
    def resume_conditionally(self) -> None:
        """This will let business go on under the conditions of before."""

    @transition(
        "state",
        source=[State.CANDIDATE, State.REJECTED, State.SUSPENDED],
        target=State.REMOVED,
    )
    def remove(self) -> None:
        """This will end it for good."""


class CaseState(models.TextChoices):
    """Where a qualification stands."""

    OPEN = "open", _("进行中")
    SUBMITTED = "submitted", _("待评定")
    QUALIFIED = "qualified", _("合格")
    CONDITIONAL = "conditional", _("有条件合格")
    REJECTED = "rejected", _("不合格")
    CANCELLED = "cancelled", _("已取消")


class CaseFlow:
    """Who may follow whom."""

    @transition("state", source=CaseState.OPEN, target=CaseState.SUBMITTED)
    def submit(self) -> None:
        """This will ask for the decision."""

    @transition("state", source=CaseState.SUBMITTED, target=CaseState.OPEN)
    def send_back(self) -> None:
        """This will ask for more."""

    @transition("state", source=CaseState.SUBMITTED, target=CaseState.QUALIFIED)
    def qualify(self) -> None:
        """This will decide without conditions."""

    @transition("state", source=CaseState.SUBMITTED, target=CaseState.CONDITIONAL)
    def qualify_conditionally(self) -> None:
        """This will decide under conditions."""

    @transition("state", source=CaseState.SUBMITTED, target=CaseState.REJECTED)
    def reject(self) -> None:
        """This will decide against."""

    @transition("state", source=[CaseState.OPEN, CaseState.SUBMITTED], target=CaseState.CANCELLED)
    def cancel(self) -> None:
        """This will give the case up."""


class CertificateState(models.TextChoices):
    """Whether a certificate counts."""

    SUBMITTED = "submitted", _("待核验")
    VERIFIED = "verified", _("已核验")
    REFUSED = "refused", _("核验不通过")
    WITHDRAWN = "withdrawn", _("已作废")


class CertificateFlow:
    """Who may follow whom."""

    @transition("state", source=CertificateState.SUBMITTED, target=CertificateState.VERIFIED)
    def verify(self) -> None:
        """This will let it count."""

    @transition("state", source=CertificateState.SUBMITTED, target=CertificateState.REFUSED)
    def refuse(self) -> None:
        """This will record that it does not hold."""

    @transition(
        "state",
        source=[CertificateState.SUBMITTED, CertificateState.VERIFIED],
        target=CertificateState.WITHDRAWN,
    )
    def withdraw(self) -> None:
        """This will let it count no more."""


class BankState(models.TextChoices):
    """Where a change of account stands."""

    REQUESTED = "requested", _("待复核")
    CONFIRMED = "confirmed", _("已生效")
    REJECTED = "rejected", _("已驳回")
    WITHDRAWN = "withdrawn", _("已撤回")


class BankFlow:
    """Who may follow whom."""

    @transition("state", source=BankState.REQUESTED, target=BankState.CONFIRMED)
    def confirm(self) -> None:
        """This will write the account."""

    @transition("state", source=BankState.REQUESTED, target=BankState.REJECTED)
    def reject(self) -> None:
        """This will leave the account as it is."""

    @transition("state", source=BankState.REQUESTED, target=BankState.WITHDRAWN)
    def withdraw(self) -> None:
        """This will take the request back."""
