"""The hosted page of a form: plain HTML that needs no script."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from backend.core.errors import Refusal
from backend.core.http import problems
from backend.crm.intake.api import public
from backend.crm.intake.models import LeadForm
from backend.crm.intake.schemas import FormSubmit
from backend.crm.intake.schemas import public as shown

KINDS = {"phone": "tel", "email": "email", "content": "note"}
COMPLETE = {
    "company": "organization",
    "contact_name": "name",
    "phone": "tel",
    "email": "email",
    "province": "address-level1",
    "city": "address-level2",
}
LENGTHS = {name: 2000 if name == "content" else 200 for name in LeadForm.Field.values} | {
    "contact_name": 64,
    "phone": 32,
    "email": 128,
    "province": 32,
    "city": 32,
    "quantity": 16,
}
LANGUAGES = {"zh": "zh-hans", "en": "en"}


# Nobody is logged in here: there is no session that a foreign page could misuse.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, key: str) -> HttpResponse:
    """This will draw a form, take what was typed, and give a receipt."""
    language = LANGUAGES.get(request.GET.get("lang", ""), translation.get_language() or "zh-hans")
    with translation.override(language):
        try:
            form = public.find(request, key)
        except Refusal as gone:
            return _page(request, "gone.html", gone.status, sentence=str(gone))
        if request.method != "POST":
            return _draw(request, form, {"client_id": secrets.token_urlsafe(18)})
        return _take(request, form)


def _take(request: HttpRequest, form: LeadForm) -> HttpResponse:
    if len(request.body) > public.MAX_BODY:
        return _draw(request, form, {}, status=413, sentence=str(_("提交的内容过大。")))
    typed = {name: str(value) for name, value in request.POST.items()}
    try:
        public.require_origin(request, form)
        given = {name: value for name, value in typed.items() if value.strip()}
        found = public.take(request, form, FormSubmit.model_validate(given))
    except ValidationError as wrong:
        refusal: Refusal = problems.malformed(list(wrong.errors()))
    except Refusal as refused:
        refusal = refused
    else:
        return _page(request, "thanks.html", 200, receipt=public.receipt(found), form=form)
    errors = {name: str(why) for name, why in refusal.errors.items()}
    return _draw(request, form, typed, refusal.status, str(refusal), errors)


def _draw(
    request: HttpRequest,
    form: LeadForm,
    typed: dict[str, str],
    status: int = 200,
    sentence: str = "",
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    known, wrong = shown(form), errors or {}
    fields = [
        {
            **field,
            "kind": KINDS.get(field["name"], "text"),
            "complete": COMPLETE.get(field["name"], "off"),
            "maximum": LENGTHS[field["name"]],
            "value": typed.get(field["name"], ""),
            "error": wrong.get(field["name"], ""),
        }
        for field in known["fields"]
    ]
    return _page(
        request,
        "form.html",
        status,
        form=form,
        fields=fields,
        typed=typed,
        sentence=sentence,
        consent_error=wrong.get("consent", ""),
    )


def _page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    """English words where the page is read in English and the form has them."""
    form, language = context.get("form"), translation.get_language() or ""
    is_english = language.startswith("en")
    if isinstance(form, LeadForm):
        context["title"] = (is_english and form.title_en) or form.title
        context["consent"] = (is_english and form.consent_en) or form.consent
    context["other"] = ("zh", "中文") if is_english else ("en", "English")
    context["language"] = "en" if is_english else "zh-CN"
    return render(request, f"crm/intake/{name}", context, status=status)
