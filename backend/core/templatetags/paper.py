"""How numbers and days look on paper: `{% load paper %}`, then `{{ amount|money }}`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

register = template.Library()
BLANK = "—"


@register.filter
def money(value: Decimal | None) -> str:
    """This will write an amount with separators and two places."""
    return BLANK if value is None else f"{value:,.2f}"


@register.filter
def figure(value: Decimal | str | None) -> str:
    """This will group the digits of a number a statement kept as text, two places at least."""
    if value in (None, ""):
        return "—"
    whole, _dot, places = format(Decimal(str(value)), ",f").partition(".")
    return f"{whole}.{places.rstrip('0'):0<2}"


@register.filter
def price(value: Decimal | None) -> str:
    """This will write a unit price with separators, four places only when they say something."""
    if value is None:
        return BLANK
    return f"{value:,.2f}" if value == round(value, 2) else f"{value:,.4f}"


@register.filter
def tonnes(value: Decimal | None) -> str:
    """This will write a weight in tonnes with three places."""
    return BLANK if value is None else f"{value:,.3f}"


@register.filter
def measured(value: Decimal | None, product: Any) -> str:
    """This will write tonnes with three places, and what is counted as a plain number."""
    if value is None or not product.is_counted:
        return tonnes(value)
    return f"{value.normalize():,f}"


@register.filter
def kg(value: Decimal | None) -> str:
    """This will write kilograms, with places only when there are some."""
    if value is None:
        return BLANK
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value.normalize():,f}"


@register.filter
def percent(value: Decimal | None) -> str:
    """This will write a ratio such as 0.13 as 13%."""
    return BLANK if value is None else f"{(value * 100).normalize():f}%"


@register.filter
def day(value: date | None) -> str:
    """This will write a day as 2026年7月1日; a moment by the clock of the company."""
    if value is None:
        return BLANK
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def moment(value: datetime | None) -> str:
    """This will write a moment by the clock of the company."""
    return BLANK if value is None else f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
