"""Refusals: what Heng says when it will not do something, and what to do instead.

Every refusal becomes `application/problem+json` with its status, a stable `type` and a
sentence in the caller's language.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Refusal(Exception):
    """A rule of the house that stops a verb; nothing was written.

    `aftermath` is what is written all the same, once everything else was taken back: that
    somebody tried.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = ""
    sentence: ClassVar[StrOrPromise] = _("现在不能这样做。")

    def __init__(
        self,
        sentence: StrOrPromise | None = None,
        *,
        errors: Mapping[str, StrOrPromise] | None = None,
        verbs: Iterable[str] | None = None,
        **params: Any,
    ) -> None:
        self.errors = dict(errors or {})
        self.verbs = None if verbs is None else list(verbs)
        self.params = params
        self.aftermath: Callable[[], object] | None = None
        self._sentence = self.sentence if sentence is None else sentence
        # Not super(): a refusal may also be the error of a sum, which takes other arguments.
        Exception.__init__(self, self._sentence)

    @property
    def slug(self) -> str:
        """This will name the problem type: the class name in kebab case unless set."""
        if self.code:
            return self.code
        name = type(self).__name__
        return "".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-")

    def __str__(self) -> str:
        text = str(self._sentence)
        return text.format(**self.params) if self.params else text


class Unknown(Refusal):
    """Nobody is logged in."""

    status = 401
    sentence = _("请先登录，或提供有效的 API 密钥。")


class Forbidden(Refusal):
    """The row is visible, the verb is not theirs."""

    status = 403
    sentence = _("您没有“{permission}”权限，请联系管理员。")


class FieldForbidden(Refusal):
    """A field this role may not write, filter or sort by."""

    status = 403
    sentence = _("您不能使用或修改字段：{fields}。")


class Invisible(Refusal):
    """The row does not exist, or not for this person."""

    status = 404
    sentence = _("没有找到这条记录，或您无权查看。")


class Moved(Invisible):
    """The record was merged into another one, which this person may see."""

    code = "moved"
    sentence = _("该记录已合并到“{name}”，请使用合并后的记录。")


class NotNow(Refusal):
    """The verb exists but not in this state."""

    status = 409
    sentence = _("当前状态“{state}”下不能执行该操作。")


class Duplicate(Refusal):
    """Something with this identity exists already."""

    status = 409
    sentence = _("已存在相同的记录。")


class Busy(Refusal):
    """Another request holds the row for too long."""

    status = 409
    sentence = _("另一位用户正在处理这条记录，请稍后重试。")


class Stale(Refusal):
    """The caller read an older version."""

    status = 412
    sentence = _("记录已被他人修改（当前版本 {version}），请刷新后重试。")


class VersionMissing(Refusal):
    """A PATCH without If-Match."""

    status = 428
    sentence = _("修改前请用 If-Match 带上您读到的版本。")


class Malformed(Refusal):
    """The input cannot mean anything."""

    status = 422
    sentence = _("提交的内容有误，请检查标出的字段。")


class FigureTooLarge(Malformed):
    """Two figures that are fine each make a third that nobody could mean."""

    sentence = _("计算出的金额或数值过大，无法保存，请核对数量和单价。")


class NotReadable(Refusal):
    """The body is no JSON object."""

    status = 400
    sentence = _("请求内容不是有效的 JSON：{why}。")


class TooLarge(Refusal):
    """The body is larger than the limit."""

    status = 413
    sentence = _("提交的内容过大。")


class WrongType(Refusal):
    """The body is not application/json in UTF-8."""

    status = 415
    sentence = _("请使用 application/json（UTF-8）提交。")


class CsrfMissing(Refusal):
    """A session wrote without its CSRF token."""

    status = 403
    sentence = _("请求缺少安全令牌（X-CSRFToken），请刷新页面后重试。")


class TooMany(Refusal):
    """The caller asks faster than the throttle allows."""

    status = 429
    sentence = _("请求过于频繁，请稍后再试。")


class KeyMissing(Refusal):
    """A POST without an Idempotency-Key."""

    status = 400
    sentence = _("请在 Idempotency-Key 请求头中提供唯一的键，以便安全重试。")


class KeyReused(Refusal):
    """The same Idempotency-Key came with another body."""

    status = 422
    sentence = _("这个 Idempotency-Key 已用于另一个请求。")
