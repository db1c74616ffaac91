"""The lives of a processing order, of its settlement and of a bill of processing.

An order: draft: being written. in_approval: somebody else reads it. approved: it may be placed.
released: the mill was told; material may be sent. material_issuing: trucks are on their way to
the mill. in_process: the mill works. receiving: goods come back, in parts. reconciling: all is
back; every tonne is explained. disputed: the sides do not agree. settled: the statement stands.
closed: put away. on_hold: nothing moves. cancelled: dropped; nothing lies at the mill.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where a processing order stands."""

    DRAFT = "draft", _("草稿")
    IN_APPROVAL = "in_approval", _("审批中")
    APPROVED = "approved", _("已批准")
    RELEASED = "released", _("已下达")
    MATERIAL_ISSUING = "material_issuing", _("发料中")
    IN_PROCESS = "in_process", _("加工中")
    RECEIVING = "receiving", _("收货中")
    RECONCILING = "reconciling", _("对账中")
    DISPUTED = "disputed", _("争议中")
    SETTLED = "settled", _("已结算")
    CLOSED = "closed", _("已关闭")
    ON_HOLD = "on_hold", _("暂停")
    CANCELLED = "cancelled", _("已取消")


UNDER_WAY = (State.RELEASED, State.MATERIAL_ISSUING, State.IN_PROCESS, State.RECEIVING)
"""The states in which material moves."""


class ProcessFlow:
    """Who may follow whom."""

    @transition("state", source=State.DRAFT, target=State.IN_APPROVAL)
    def submit(self) -> None:
        """This will ask for approval."""

    @transition("state", source=State.IN_APPROVAL, target=State.APPROVED)
    def approve(self) -> None:
        """This will approve it."""

    @transition("state", source=State.IN_APPROVAL, target=State.DRAFT)
    def reject(self) -> None:
        """This will send it back to be corrected."""

    @transition("state", source=State.APPROVED, target=State.RELEASED)
    def release(self) -> None:
        """This will place it with the mill."""

    @transition("state", source=State.RELEASED, target=State.MATERIAL_ISSUING)
    def begin_issuing(self) -> None:
        """This will follow the first truck of material."""

    @transition("state", source=State.MATERIAL_ISSUING, target=State.IN_PROCESS)
    def start(self) -> None:
        """This will record that the mill works."""

    @transition("state", source=[State.MATERIAL_ISSUING, State.IN_PROCESS], target=State.RECEIVING)
    def begin_receiving(self) -> None:
        """This will follow the first goods that came back."""

    @transition("state", source=State.RECEIVING, target=State.RECONCILING)
    def reconcile(self) -> None:
        """This will stop all movement, so that every tonne can be explained."""

    @transition("state", source=State.RECONCILING, target=State.RECEIVING)
    def reopen(self) -> None:
        """This will let goods come again."""

    @transition("state", source=State.RECONCILING, target=State.DISPUTED)
    def dispute(self) -> None:
        """This will record that the sides do not agree."""

    @transition("state", source=State.DISPUTED, target=State.RECONCILING)
    def resolve(self) -> None:
        """This will go on after the sides agreed."""

    @transition("state", source=State.RECONCILING, target=State.SETTLED)
    def settle(self) -> None:
        """This will tie it to its settled statement."""

    @transition("state", source=State.SETTLED, target=State.CLOSED)
    def close(self) -> None:
        """This will put it away."""

    @transition("state", source=list(UNDER_WAY), target=State.ON_HOLD)
    def hold(self) -> None:
        """This will stop it for a while."""

    @transition("state", source=State.ON_HOLD, target=State.RELEASED)
    def resume_released(self) -> None:
        """This will go on before any material was sent."""

    @transition("state", source=State.ON_HOLD, target=State.MATERIAL_ISSUING)
    def resume_material_issuing(self) -> None:
        """This will go on sending material."""

    @transition("state", source=State.ON_HOLD, target=State.IN_PROCESS)
    def resume_in_process(self) -> None:
        """This will go on working."""

    @transition("state", source=State.ON_HOLD, target=State.RECEIVING)
    def resume_receiving(self) -> None:
        """This will go on receiving."""

    @transition(
        "state",
        source=[
            State.DRAFT,
            State.IN_APPROVAL,
            State.APPROVED,
            State.RELEASED,
            State.MATERIAL_ISSUING,
            State.IN_PROCESS,
            State.ON_HOLD,
        ],
        target=State.CANCELLED,
    )
    def cancel(self) -> None:
        """This will drop it; nothing may lie at the mill."""


class SettlementState(models.TextChoices):
    """Where a processing settlement stands."""

    DRAFT = "draft", _("草稿")
    MATCHED = "matched", _("已核对")
    AGREED = "agreed", _("对方已确认")
    SETTLED = "settled", _("已结算")
    VOID = "void", _("已作废")


class ProcessSettlementFlow:
    """A statement: drafted, checked against every tonne, agreed by the other side, booked."""

    @transition("state", source=SettlementState.DRAFT, target=SettlementState.MATCHED)
    def match(self) -> None:
        """This will record that the metal balances."""

    @transition("state", source=SettlementState.MATCHED, target=SettlementState.AGREED)
    def agree(self) -> None:
        """This will record that the other side agrees."""

    @transition("state", source=SettlementState.AGREED, target=SettlementState.SETTLED)
    def settle(self) -> None:
        """This will book it."""

    @transition(
        "state",
        source=[SettlementState.DRAFT, SettlementState.MATCHED, SettlementState.AGREED],
        target=SettlementState.VOID,
    )
    def void(self) -> None:
        """This will drop it before it was booked."""


class BomState(models.TextChoices):
    """Where a bill of processing stands."""

    DRAFT = "draft", _("草稿")
    ACTIVE = "active", _("使用中")
    RETIRED = "retired", _("已停用")


class BomFlow:
    """A bill is written, then used and never changed, then replaced by its next version."""

    @transition("state", source=BomState.DRAFT, target=BomState.ACTIVE)
    def activate(self) -> None:
        """This will let orders use it."""

    @transition("state", source=BomState.ACTIVE, target=BomState.RETIRED)
    def retire(self) -> None:
        """This will keep new orders from using it."""
