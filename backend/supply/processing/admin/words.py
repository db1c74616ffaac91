"""What the figures of a metal balance are called."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

BALANCE: dict[str, StrOrPromise] = {
    "balance": _("金属平衡（吨）"),
    "owner": _("货主"),
    "issued": _("发料"),
    "returned": _("退料"),
    "consumed": _("消耗"),
    "outputs": _("成品（折投料金属）"),
    "byproducts": _("副产品"),
    "loss": _("已记损耗"),
    "at_mill": _("在厂结存"),
    "residual": _("差额"),
    "tickets": _("磅单张数"),
    "limit": _("允许差额"),
    "yield_percent": _("实际成材率（%）"),
    "is_closed": _("已平衡"),
    "element": _("元素"),
    "charged": _("投入"),
    "loss_percent": _("损失率（%）"),
}
