"""The input types of every schema: strict, bounded, and safe to store.

Money, weights and prices travel as strings in both directions. A JSON number is refused,
because it has been through a float; so are more places than the column holds, a sign where
none belongs, control characters, moments without an offset and years that cannot be stored.
"""

import math
import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from django.db.models import TextChoices
from ninja import Schema
from ninja.params.models import ParamModel
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

_BAD_CHARACTERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
MAX_DEPTH, MAX_KEYS, MAX_BYTES = 20, 200, 65_536


_bases: list[type[BaseModel]] = [Schema, *ParamModel.__subclasses__()]
for _base in _bases:
    # A shape is built when it is first used: a process meets few of the thousands there are.
    _base.model_config["defer_build"] = True


class In(Schema):
    """The body of a write: an unknown field is an error, never ignored."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: Any, info: Any) -> Any:
        """Read a body once; the base class reads it twice, and a nested one four times."""
        if isinstance(values, dict):
            return handler(values)
        return super()._run_root_validator(values, handler, info)  # type: ignore[operator]


class Out(Schema):
    """The answer to a read: every field is always there."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_serialization_defaults_required=True
    )


def _clean(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("text", "请填写文字")
    if _BAD_CHARACTERS.search(value):
        raise PydanticCustomError("characters", "含有不允许的控制字符")
    return unicodedata.normalize("NFC", value).strip()


Clean = BeforeValidator(_clean)


def tidy(value: str, *, maximum: int) -> str:
    """This will drop what a text may not hold and cut it, for text nobody typed: a file name."""
    kept = _BAD_CHARACTERS.sub("", unicodedata.normalize("NFC", value))
    return " ".join(kept.split())[:maximum]


@lru_cache
def text(maximum: int, *, minimum: int = 0) -> Any:
    """This will give a text type of a length in characters, trimmed and free of controls."""
    return Annotated[str, Clean, StringConstraints(min_length=minimum, max_length=maximum)]


@lru_cache
def matching(pattern: str, *, maximum: int = 64) -> Any:
    """This will give a text type of a fixed form, which the contract states as well."""
    return Annotated[
        str,
        Clean,
        StringConstraints(pattern=pattern, max_length=maximum),
        WithJsonSchema({"type": "string", "pattern": pattern, "maxLength": maximum}),
    ]


Line = text(200)
Name = text(200, minimum=1)
Code = text(64, minimum=1)
Note = text(2000)
Reason = text(500, minimum=2)


@lru_cache
def number(
    digits: int, places: int, *, minimum: str | None = None, above: str | None = None
) -> Any:
    """This will give a decimal type: a string of at most `digits` digits, `places` after the point.

    `minimum` is the smallest value allowed, `above` the value it must exceed.
    """
    sign = "-?" if minimum is None and above is None else ""
    tail = rf"(\.\d{{1,{places}}})?" if places else ""
    pattern = rf"^{sign}\d{{1,{digits - places}}}{tail}$"
    shape = re.compile(pattern)

    def read(value: Any) -> Decimal:
        if isinstance(value, Decimal):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError("decimal_string", '请用字符串填写数值，例如 "12.50"')
        if not shape.fullmatch(value) or not value.isascii():
            raise PydanticCustomError(
                "decimal_shape",
                "数值格式不正确：整数最多 {whole} 位，小数最多 {places} 位",
                {"whole": digits - places, "places": places},
            )
        result = Decimal(value)
        if minimum is not None and result < Decimal(minimum):
            raise PydanticCustomError("too_small", "不能小于 {minimum}", {"minimum": minimum})
        if above is not None and result <= Decimal(above):
            raise PydanticCustomError("too_small", "必须大于 {above}", {"above": above})
        return result

    return Annotated[
        Decimal,
        BeforeValidator(read),
        PlainSerializer(plain, return_type=str),
        WithJsonSchema({"type": "string", "pattern": pattern, "examples": ["1." + "0" * places]}),
    ]


def plain(value: Decimal) -> str:
    """This will write a decimal without an exponent."""
    return format(value, "f")


Money = number(18, 2)
PositiveMoney = number(18, 2, above="0")
MoneyNotNegative = number(18, 2, minimum="0")
Price = number(18, 4)
PositivePrice = number(18, 4, above="0")
PriceNotNegative = number(18, 4, minimum="0")
Weight = number(14, 3)
PositiveWeight = number(14, 3, above="0")
WeightNotNegative = number(14, 3, minimum="0")
Ratio = number(9, 6, minimum="0")
SignedRatio = number(9, 6)
Rate = number(18, 8, above="0")


def _whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise PydanticCustomError("whole_number", "请填写整数")
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,10}", value, re.ASCII):
        raise PydanticCustomError("whole_number", "请填写整数")
    return int(value)


@lru_cache
def count(minimum: int = 0, maximum: int = 1_000_000) -> Any:
    """This will give a bounded whole number type."""
    return Annotated[
        int,
        BeforeValidator(_whole),
        Field(ge=minimum, le=maximum),
        WithJsonSchema({"type": "integer", "minimum": minimum, "maximum": maximum}),
    ]


Count = count()


def _day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise PydanticCustomError("day", "日期格式应为 2026-07-01")
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day", "没有这一天") from None
    return _in_range(found)


def _in_range(found: Any) -> Any:
    if not 1970 <= found.year <= 2200:
        raise PydanticCustomError("range", "日期超出范围（1970 至 2200 年）")
    return found


def _moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", value, re.ASCII):
        raise PydanticCustomError("moment", "时间格式应为 2026-07-01T09:30:00+08:00")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("moment", "时间格式应为 2026-07-01T09:30:00+08:00") from None
    if found.tzinfo is None:
        raise PydanticCustomError("offset", "时间必须带时区，例如 +08:00")
    return _in_range(found)


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]


def _ident(value: Any) -> Any:
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-fA-F-]{36}", value):
        raise PydanticCustomError("id", "编号格式不正确")
    try:
        return UUID(value)
    except ValueError:
        raise PydanticCustomError("id", "编号格式不正确") from None


Id = Annotated[UUID, BeforeValidator(_ident), WithJsonSchema({"type": "string", "format": "uuid"})]


def _flag(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise PydanticCustomError("flag", "请填写 true 或 false")


Flag = Annotated[bool, BeforeValidator(_flag)]


@lru_cache
def one_of(choices: type[TextChoices]) -> Any:
    """This will give the type of a code out of a fixed list, written out where it is used.

    An enum of its own would need a name no other document uses: every `Kind` would collide.
    """
    return Literal[tuple(choices.values)]


def sound(value: Any) -> Any:
    """This will refuse a JSON value that cannot be stored or read back by every client.

    Depth at most 20, keys at most 200 an object, 64 KB in all, no NaN, no NUL, no surrogates.
    """
    _walk(value, 0)
    try:
        size = len(orjson.dumps(value))
    except (TypeError, ValueError):
        raise PydanticCustomError("json", "内容无法保存") from None
    if size > MAX_BYTES:
        raise PydanticCustomError("json_size", "内容超过 64 KB")
    return value


def _walk(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise PydanticCustomError("json_depth", "嵌套超过 20 层")
    if isinstance(value, dict):
        _check_keys(value)
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _walk(item, depth + 1)
    elif isinstance(value, str):
        _clean(value)
    elif not _is_safe_number(value):
        raise PydanticCustomError("json_number", "数值无效")


def _check_keys(value: dict[str, Any]) -> None:
    if len(value) > MAX_KEYS:
        raise PydanticCustomError("json_keys", "字段超过 200 个")
    for key in value:
        _clean(key)


def _is_safe_number(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return not isinstance(value, int) or abs(value) < 2**53


Ext = Annotated[dict[str, Any], AfterValidator(sound)]
