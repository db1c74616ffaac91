"""application/problem+json: every refusal as a sentence in the caller's language."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from backend.core import context
from backend.core.documents import actions as documents
from backend.core.errors import (
    Busy,
    CsrfMissing,
    Invisible,
    Malformed,
    NotReadable,
    Refusal,
    TooLarge,
    TooMany,
    Unknown,
)

SENTENCES = {
    "missing": gettext_lazy("必填"),
    "extra_forbidden": gettext_lazy("没有这个字段"),
    "text": gettext_lazy("请填写文字"),
    "characters": gettext_lazy("含有不允许的控制字符"),
    "string_type": gettext_lazy("请填写文字"),
    "string_too_long": gettext_lazy("最多 {max_length} 个字"),
    "string_too_short": gettext_lazy("至少 {min_length} 个字"),
    "decimal_string": gettext_lazy('请用字符串填写数值，例如 "12.50"'),
    "decimal_shape": gettext_lazy("数值格式不正确：整数最多 {whole} 位，小数最多 {places} 位"),
    "too_small_number": gettext_lazy("不能小于 {minimum}"),
    "too_small_above": gettext_lazy("必须大于 {above}"),
    "whole_number": gettext_lazy("请填写整数"),
    "greater_than_equal": gettext_lazy("不能小于 {ge}"),
    "less_than_equal": gettext_lazy("不能大于 {le}"),
    "day": gettext_lazy("请填写有效日期，例如 2026-07-01"),
    "moment": gettext_lazy("时间格式应为 2026-07-01T09:30:00+08:00"),
    "offset": gettext_lazy("时间必须带时区，例如 +08:00"),
    "range": gettext_lazy("日期超出范围（1970 至 2200 年）"),
    "id": gettext_lazy("编号格式不正确"),
    "flag": gettext_lazy("请填写 true 或 false"),
    "enum": gettext_lazy("只能是：{expected}"),
    "literal_error": gettext_lazy("只能是：{expected}"),
    "model_attributes_type": gettext_lazy("请提交一个 JSON 对象"),
    "model_type": gettext_lazy("请提交一个 JSON 对象"),
    "dict_type": gettext_lazy("请提交一个 JSON 对象"),
    "list_type": gettext_lazy("请提交一个列表"),
    "too_long": gettext_lazy("最多 {max_length} 项"),
    "too_short": gettext_lazy("至少 {min_length} 项"),
    "json_depth": gettext_lazy("嵌套超过 20 层"),
    "json_keys": gettext_lazy("字段超过 200 个"),
    "json_size": gettext_lazy("内容超过 64 KB"),
    "json_number": gettext_lazy("数值无效"),
    "json": gettext_lazy("内容无法保存"),
}


def problem(refusal: Refusal) -> HttpResponse:
    """This will write a refusal as problem+json."""
    body: dict[str, Any] = {
        "type": f"/problems/{refusal.slug}",
        "title": refusal.slug.replace("-", " "),
        "status": refusal.status,
        "detail": str(refusal),
        "errors": {name: str(text) for name, text in refusal.errors.items()},
        "request_id": context.request_id.get(),
    }
    if refusal.verbs is not None:
        body["verbs"] = refusal.verbs
    response = HttpResponse(
        orjson.dumps(body), status=refusal.status, content_type="application/problem+json"
    )
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.params.get("wait", 60))
    return response


def sentence(error: Mapping[str, Any]) -> str:
    """This will say one validation error in the caller's language."""
    kind = error["type"]
    facts = {**error.get("ctx", {})}
    if kind == "too_small":
        kind = "too_small_above" if "above" in facts else "too_small_number"
    template = SENTENCES.get(kind)
    if template is None:
        return _("内容无效（{kind}）").format(kind=kind)
    return str(template).format_map({"ge": "", "le": "", "expected": "", **facts})


WRAPPERS = ("body", "query", "path", "header", "data")


def malformed(errors: list[Any]) -> Malformed:
    """This will gather validation errors by field, in dotted paths."""
    found: dict[str, str] = {}
    for error in errors:
        path = [str(step) for step in error["loc"]]
        while path and path[0] in WRAPPERS:
            path = path[1:]
        found.setdefault(".".join(path) or "body", sentence(error))
    return Malformed(errors=found)


def from_exception(error: Exception) -> Refusal | None:
    """This will find the refusal an exception stands for; None means a fault of ours."""
    if isinstance(error, Refusal):
        return error
    for kind, refusal in TRANSLATIONS:
        if isinstance(error, kind):
            return refusal(error)
    if isinstance(error, OperationalError) and "lock timeout" in str(error):
        return Busy()
    return None


TRANSLATIONS: list[tuple[type[Exception], Callable[[Any], Refusal]]] = [
    (ValidationError, lambda error: malformed(error.errors)),
    (AuthenticationError, lambda error: Unknown()),
    (Throttled, lambda error: TooMany(wait=error.wait or 60)),
    (Http404, lambda error: Invisible()),
    (RequestDataTooBig, lambda error: TooLarge()),
    (MultiPartParserError, lambda error: NotReadable(why=str(error)[:80])),
    (SuspiciousOperation, lambda error: NotReadable(why=str(error)[:80])),
    (IntegrityError, lambda error: documents.explain(error)),
    (HttpError, lambda error: _from_ninja(error)),
]


def _from_ninja(error: HttpError) -> Refusal:
    """Ninja wraps what the parser raised, and says 403 for a missing CSRF token."""
    if isinstance(error.__cause__, Refusal):
        return error.__cause__
    if isinstance(error.__cause__, RequestDataTooBig):
        return TooLarge()
    return CsrfMissing() if error.status_code == 403 else NotReadable(why=str(error))


def handle(request: HttpRequest, error: Exception) -> HttpResponse:
    """This will answer an exception inside the API."""
    refusal = from_exception(error)
    if refusal is None:
        raise error
    if refusal.aftermath is not None:
        refusal.aftermath()
    return problem(refusal)
