"""A stranger fills in a form."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import system
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed, Refusal
from backend.crm.intake import queries
from backend.crm.intake.actions import placing
from backend.crm.intake.models import FormReceipt, LeadForm
from backend.crm.lead import actions as leads

F = LeadForm.Field


class FormGone(Invisible):
    """There is no such form, or it is closed."""

    sentence = _("表单不存在或已关闭。")


class OriginRefused(Refusal):
    """The form is filled in from a site it does not belong to."""

    status = 403
    sentence = _("该网站未被允许提交此表单。")


class ConsentMissing(Malformed):
    """The stranger did not agree."""

    sentence = _("请先勾选同意声明。")


@documents.verb
def submit(
    key: str, *, at: datetime, client_id: str, answers: Mapping[str, Any], agreed: bool
) -> FormReceipt:
    """This will take in what a stranger wrote, once, and find somebody to call them."""
    form = queries.open_form(key)
    if form is None:
        raise FormGone
    _check(form, answers, agreed=agreed)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"form:{form.key}:{client_id}"]
        )
    known = FormReceipt.objects.filter(form=form, client_id=client_id).first()
    if known is not None:
        return known
    actor = system("crm.lead_form")
    sent = leads.receive(
        actor=actor,
        at=at,
        owner_id=None,
        unit_id=form.unit_id,
        items=_items(answers),
        **_facts(form, answers),
    )
    if sent.is_new:
        placing.place(sent.lead, actor=actor, at=at, default_id=form.default_owner_id)
    return FormReceipt.objects.create(
        form=form, client_id=client_id, lead=sent.lead, code=_code(), at=at
    )


def _code() -> str:
    """A receipt says nothing of how many leads there are."""
    return secrets.token_hex(4).upper()


def _check(form: LeadForm, answers: Mapping[str, Any], *, agreed: bool) -> None:
    errors: dict[str, Any] = {}
    given = {name for name, value in answers.items() if value not in (None, "")}
    for name in given - set(form.asks):
        errors[name] = _("没有这个字段")
    for name in set(form.required) - given:
        errors[name] = _("必填")
    if not given & {F.PHONE, F.EMAIL}:
        errors.setdefault(F.PHONE if F.PHONE in form.asks else F.EMAIL, _("必填"))
    if not given & {F.COMPANY, F.CONTACT_NAME}:
        first = F.CONTACT_NAME if F.CONTACT_NAME in form.asks else F.COMPANY
        errors.setdefault(first, _("必填"))
    if errors:
        raise Malformed(errors={str(name): why for name, why in errors.items()})
    if form.consent and not agreed:
        raise ConsentMissing(errors={"consent": ConsentMissing.sentence})


def _facts(form: LeadForm, answers: Mapping[str, Any]) -> dict[str, Any]:
    who = answers.get("company") or answers.get("contact_name") or ""
    return {
        "title": f"{form.title}：{who}"[:200],
        "source": form.source,
        "campaign": form.campaign,
        "company": answers.get("company", ""),
        "contact_name": answers.get("contact_name", ""),
        "contact_phone": answers.get("phone", ""),
        "contact_email": answers.get("email", ""),
        "province": answers.get("province", ""),
        "city": answers.get("city", ""),
        "content": answers.get("content", ""),
    }


def _items(answers: Mapping[str, Any]) -> list[Any]:
    """What they ask for, in the shape of a lead's items."""
    product, quantity = answers.get("product", ""), answers.get("quantity")
    if not product and quantity is None:
        return []
    text = product or str(_("未注明品名"))
    return [Item(text=text, quantity=quantity, unit="吨" if quantity is not None else "")]


class Item(SimpleNamespace):
    """One thing they ask for; reads as a mapping of its fields too."""

    quantity: Any

    def __iter__(self) -> Any:
        return iter(vars(self).items())
