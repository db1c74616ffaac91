"""Values as people read them: labels for codes, local time, grouped digits."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backend.core.backoffice.words import Glossary

NOTHING = "—"
KEPT = 3
QUIET = '<span class="bo-none">{}</span>'

_GOOD = """effective won signed confirmed approved active issued paid settled filled done valid
final weighed accepted qualified fulfilled completed"""
_BAD = """lost terminated cancelled void voided invalid rejected dead expired refused reversed
blacklisted red overdue disputed"""
_BUSY = """in_review pending_sign amending suspended waiting submitted partial planned loading
in_transit triggered requested frozen"""
TONES: Mapping[str, str] = {
    **dict.fromkeys(_GOOD.split(), "good"),
    **dict.fromkeys(_BAD.split(), "bad"),
    **dict.fromkeys(_BUSY.split(), "busy"),
}


def plain(value: Any, *, name: str, glossary: Glossary) -> Any:
    """This will write a value for a table cell: text, or a number kept as a number."""
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(glossary.said(name, value))
    if isinstance(value, dict):
        return "；".join(_pair(key, item, glossary) for key, item in value.items())
    if isinstance(value, list | tuple):
        return "、".join(str(plain(item, name=name, glossary=glossary) or "") for item in value)
    return str(value) if isinstance(value, UUID) else value


def _pair(name: str, value: Any, glossary: Glossary) -> str:
    shown = plain(value, name=name, glossary=glossary)
    return f"{glossary.label(name)}：{NOTHING if shown is None else shown}"


def html(value: Any, *, name: str, glossary: Glossary, is_number: bool = False) -> SafeString:
    """This will draw a value: states as badges, numbers with grouped digits, else text."""
    if isinstance(value, str) and (name == "state" or name.endswith("_state")):
        label = glossary.said(name, value)
        return badge(label, tone=TONES.get(value, "plain"))
    if isinstance(value, bool):
        return badge(_("是"), tone="plain") if value else format_html(QUIET, _("否"))
    if isinstance(value, Decimal) or (is_number and isinstance(value, str) and value):
        return format_html('<span class="bo-number">{}</span>', figure(value, name=name))
    if isinstance(value, date):
        shown = plain(value, name=name, glossary=glossary)
        return format_html('<span class="bo-number">{}</span>', shown)
    shown = plain(value, name=name, glossary=glossary)
    if shown is None:
        return format_html(QUIET, NOTHING)
    return format_html("{}", shown)


def badge(label: Any, *, tone: str) -> SafeString:
    """This will draw a short label in a tone: good, bad, busy or plain."""
    return format_html('<span class="bo-badge bo-{}">{}</span>', tone, label)


RATIOS = re.compile(
    r"(^|_)(percent|ratio|probability|tolerance|tolerance_more|tolerance_less|tax_rate|late_fee"
    r"|moisture|scale_tolerance|completeness)(_|$)"
)
"""Shares of one, which people read as per cent."""


def figure(value: Any, *, name: str) -> str:
    """This will write a number as people read it: shares as per cent, the rest in groups."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return str(value)
    if RATIOS.search(name) and abs(number) <= 1:
        return f"{(number * 100).normalize():f}%"
    return grouped(number)


def grouped(value: Any) -> str:
    """This will write a decimal with a comma every three digits, no empty places after two.

    Weights keep their three places; prices of four places show those that say something.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return str(value)
    shown = format(number, ",f")
    whole, dot, places = shown.partition(".")
    if len(places) <= KEPT:
        return shown
    return f"{whole}{dot}{places.rstrip('0'):0<2}"
