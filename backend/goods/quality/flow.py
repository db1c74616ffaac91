"""The lives of an inspection, a non-conformity, a quality claim and an exchange of assays.

Inspection: planned when goods reach a gate; measured when values are in; accepted; conditional
when another person let goods through that miss a limit; rejected in whole or part, and disposed
when what failed has found its place; skipped when the skip-lot rule let the goods pass
unmeasured; void with its paper.
Non-conformity: open when it is found; contained when the goods are set apart; analysed when the
cause is known; disposition when another person said what becomes of them; verified when that was
done; closed.
Quality claim: notified; acknowledged by the other side; sampled when a joint sample is taken;
agreed, or in arbitration with an umpire; settled; rejected; lapsed when it was late and nobody
gave a reason to go on, or it was not pursued.
Exchange of assays: open until both sides have given theirs; umpire when they differ beyond the
splitting limit; final when every element has its value; void.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class InspectionState(models.TextChoices):
    """Where an inspection stands."""

    PLANNED = "planned", _("待检")
    MEASURED = "measured", _("已检测")
    ACCEPTED = "accepted", _("合格")
    CONDITIONAL = "conditional", _("让步接收")
    REJECTED = "rejected", _("不合格")
    DISPOSED = "disposed", _("已处置")
    SKIPPED = "skipped", _("免检放行")
    VOID = "void", _("已作废")


class DefectState(models.TextChoices):
    """Where a non-conformity stands."""

    OPEN = "open", _("已登记")
    CONTAINED = "contained", _("已隔离")
    ANALYSED = "analysed", _("已分析")
    DISPOSITION = "disposition", _("已处置")
    VERIFIED = "verified", _("已验证")
    CLOSED = "closed", _("已关闭")


class ClaimState(models.TextChoices):
    """Where a quality claim stands."""

    NOTIFIED = "notified", _("已提出")
    ACKNOWLEDGED = "acknowledged", _("已受理")
    SAMPLED = "sampled", _("已取样")
    ARBITRATION = "arbitration", _("仲裁中")
    AGREED = "agreed", _("已达成一致")
    SETTLED = "settled", _("已了结")
    REJECTED = "rejected", _("不成立")
    LAPSED = "lapsed", _("已失效")


class AssayState(models.TextChoices):
    """Where an exchange of assays stands."""

    OPEN = "open", _("待交换")
    UMPIRE = "umpire", _("待仲裁")
    FINAL = "final", _("已定值")
    VOID = "void", _("已作废")


WAITING = [InspectionState.PLANNED, InspectionState.MEASURED]
PASSED = [InspectionState.ACCEPTED, InspectionState.CONDITIONAL, InspectionState.SKIPPED]
ENDED = [InspectionState.VOID, InspectionState.REJECTED, InspectionState.DISPOSED]
TALKED = [
    ClaimState.NOTIFIED,
    ClaimState.ACKNOWLEDGED,
    ClaimState.SAMPLED,
    ClaimState.ARBITRATION,
]


class InspectionFlow:
    """Who may follow whom."""

    @transition("state", source=WAITING, target=InspectionState.MEASURED)
    def measure(self) -> None:
        """This will take measured values."""

    @transition("state", source=WAITING, target=InspectionState.ACCEPTED)
    def accept(self) -> None:
        """This will let the goods through."""

    @transition("state", source=InspectionState.MEASURED, target=InspectionState.CONDITIONAL)
    def concede(self) -> None:
        """This will let goods through that miss a limit."""

    @transition("state", source=WAITING, target=InspectionState.REJECTED)
    def reject(self) -> None:
        """This will refuse the goods, in whole or in part."""

    @transition("state", source=InspectionState.REJECTED, target=InspectionState.DISPOSED)
    def dispose(self) -> None:
        """This will record that what failed has found its place."""

    @transition("state", source=InspectionState.PLANNED, target=InspectionState.SKIPPED)
    def skip(self) -> None:
        """This will let the goods pass unmeasured, by the skip-lot rule."""

    @transition("state", source="*", target=InspectionState.VOID)
    def void(self) -> None:
        """This will drop it with its paper."""


class DefectFlow:
    """Who may follow whom."""

    @transition("state", source=DefectState.OPEN, target=DefectState.CONTAINED)
    def contain(self) -> None:
        """This will record that the goods are set apart."""

    @transition("state", source=DefectState.CONTAINED, target=DefectState.ANALYSED)
    def analyse(self) -> None:
        """This will record the cause."""

    @transition("state", source=DefectState.ANALYSED, target=DefectState.DISPOSITION)
    def dispose(self) -> None:
        """This will say what becomes of the goods."""

    @transition("state", source=DefectState.DISPOSITION, target=DefectState.VERIFIED)
    def verify(self) -> None:
        """This will record that it was done, and done well."""

    @transition("state", source=DefectState.VERIFIED, target=DefectState.CLOSED)
    def close(self) -> None:
        """This will end it."""


class ClaimFlow:
    """Who may follow whom."""

    @transition("state", source=ClaimState.NOTIFIED, target=ClaimState.ACKNOWLEDGED)
    def acknowledge(self) -> None:
        """This will record that the other side has it."""

    @transition("state", source=ClaimState.ACKNOWLEDGED, target=ClaimState.SAMPLED)
    def sample(self) -> None:
        """This will record the joint sample."""

    @transition("state", source=ClaimState.SAMPLED, target=ClaimState.ARBITRATION)
    def arbitrate(self) -> None:
        """This will bring it before an umpire."""

    @transition("state", source=TALKED, target=ClaimState.AGREED)
    def agree(self) -> None:
        """This will record what both sides settled on."""

    @transition("state", source=ClaimState.AGREED, target=ClaimState.SETTLED)
    def settle(self) -> None:
        """This will end it: paid, replaced or taken back."""

    @transition("state", source=TALKED, target=ClaimState.REJECTED)
    def reject(self) -> None:
        """This will find it without ground."""

    @transition("state", source=TALKED, target=ClaimState.LAPSED)
    def lapse(self) -> None:
        """This will let it fall."""


class AssayFlow:
    """Who may follow whom."""

    @transition("state", source=AssayState.OPEN, target=AssayState.FINAL)
    def settle(self) -> None:
        """This will fix the values: both sides are close enough."""

    @transition("state", source=AssayState.OPEN, target=AssayState.UMPIRE)
    def dispute(self) -> None:
        """This will ask the umpire for what differs too much."""

    @transition("state", source=AssayState.UMPIRE, target=AssayState.FINAL)
    def decide(self) -> None:
        """This will fix the values by the umpire."""

    @transition("state", source=[AssayState.OPEN, AssayState.UMPIRE], target=AssayState.VOID)
    def void(self) -> None:
        """This will drop it."""
