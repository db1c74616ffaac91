"""The words positions are asked by: a metal, a month, a currency."""

from typing import Any

from backend.core import types

Metal: Any = types.matching(r"^[a-z]{1,16}$", maximum=16)
Month: Any = types.matching(r"^[0-9]{4}-(0[1-9]|1[0-2])$", maximum=7)
MonthOrNone: Any = types.matching(r"^([0-9]{4}-(0[1-9]|1[0-2]))?$", maximum=7)
Currency: Any = types.matching(r"^[A-Z]{3}$", maximum=3)
