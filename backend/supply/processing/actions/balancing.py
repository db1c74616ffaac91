"""What stops a settlement: metal that nobody explained."""

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.supply.processing.queries import Balance


class DoesNotBalance(Refusal):
    """Metal is missing that nobody explained."""

    sentence = _(
        "金属不平衡：发料 {issued}，退料 {returned}，成品 {outputs}，副产品 {byproducts}，"
        "损耗 {loss}，在厂 {at_mill}，差额 {residual} 吨，允许 ±{limit} 吨。"
        "请补记损耗、副产品或退料后再结算。"
    )


class ElementDoesNotBalance(Refusal):
    """One element is missing beyond what may be lost of it."""

    sentence = _(
        "元素 {element} 不平衡：投入 {charged}，成品 {outputs}，副产品 {byproducts}，"
        "已记损耗 {loss}，差额 {residual} 吨，允许 ±{limit} 吨。请补记该元素损耗或核对含量。"
    )


def require_balance(balance: Balance) -> None:
    """This will refuse an open balance, as a whole or of one element, with the figures."""
    masses = balance.masses
    if abs(masses.residual) > balance.limit:
        raise DoesNotBalance(
            **masses._asdict(),
            at_mill=masses.at_mill,
            residual=masses.residual,
            limit=balance.limit,
        )
    for row in balance.elements:
        if abs(row.residual) > row.limit:
            raise ElementDoesNotBalance(**row._asdict())
