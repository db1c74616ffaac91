"""The customer's own page: one address, no log-in, no script, Chinese or English."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import BaseModel, ValidationError

from backend.core import printing
from backend.core.errors import Refusal
from backend.core.http import problems
from backend.crm.quote import actions
from backend.crm.quote.api import knocking
from backend.crm.quote.api.knocking import Visit
from backend.crm.quote.paper import told
from backend.crm.quote.paper import words as fixed
from backend.crm.quote.schemas.bodies import PublicAccept, PublicReject

CODES = {"zh": "zh-hans", "en": "en"}
TEXTS: dict[str, tuple[str, str]] = {
    "hello": ("报价单", "Quotation"),
    "for": ("客户", "For"),
    "pdf": ("下载 PDF", "Download PDF"),
    "switch": ("English", "中文"),
    "accept": ("接受报价", "Accept the quotation"),
    "reject": ("拒绝报价", "Decline the quotation"),
    "name": ("姓名", "Name"),
    "phone": ("手机或电话", "Phone"),
    "remark": ("备注（选填）", "Remark (optional)"),
    "reason": ("拒绝原因", "Reason"),
    "consent": (
        "我有权代表本公司接受本报价，并同意按其条款签订合同。",
        "I am entitled to accept on behalf of my company and agree to contract on these terms.",
    ),
    "accepted": ("您已接受本报价，感谢您的信任。", "You have accepted this quotation. Thank you."),
    "rejected": ("已收到您的答复，感谢您的反馈。", "Your answer has reached us. Thank you."),
    "held": (
        "行情已变动，价格正在重新确认，暂时不能接受。请联系业务员。",
        "The market has moved and the price is being reconfirmed. Please contact us.",
    ),
    "sorry": ("无法打开这份报价", "This quotation cannot be opened"),
    "hash": ("内容指纹", "Content hash"),
}


@require_GET
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Show a quote to whoever holds its link."""

    def work(language: str) -> HttpResponse:
        visit = knocking.visit(request, token)
        actions.note_viewed(visit.link, at=visit.at)
        return _page(request, token, visit, language)

    return _safely(request, work)


@require_GET
def document(request: HttpRequest, token: str) -> HttpResponse:
    """Print a quote for whoever holds its link."""

    def work(language: str) -> HttpResponse:
        visit = knocking.visit(request, token)
        facts = {**told(visit.quote, language=visit.quote.language), "phone": ""}
        content = printing.render("crm/quote/quote.html", facts)
        return printing.pdf_response(content, name=visit.quote.no)

    return _safely(request, work)


@csrf_exempt
@require_POST
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take a customer's yes. The token is the right to it: no cookie plays a part."""
    return _answered(request, token, PublicAccept, knocking.accept)


@csrf_exempt
@require_POST
def reject(request: HttpRequest, token: str) -> HttpResponse:
    """Take a customer's no. The token is the right to it: no cookie plays a part."""
    return _answered(request, token, PublicReject, knocking.reject)


def _answered(
    request: HttpRequest, token: str, schema: type[BaseModel], say: Callable[..., None]
) -> HttpResponse:
    def work(language: str) -> HttpResponse:
        visit = knocking.visit(request, token)
        typed = {name: str(request.POST.get(name, "")) for name in schema.model_fields}
        if "consent" in typed:
            typed["consent"] = "true" if typed["consent"] else "false"
        try:
            say(visit, **dict(schema.model_validate(typed)))
        except (Refusal, ValidationError) as refused:
            return _page(request, token, visit, language, refused=refused, typed=typed)
        if schema is PublicReject:
            return _over(request, language, _say("rejected", language), status=200)
        return HttpResponseRedirect(f"{reverse('quote_link', args=[token])}?lang={language}")

    return _safely(request, work)


def _safely(request: HttpRequest, work: Callable[[str], HttpResponse]) -> HttpResponse:
    """Do the work in the reader's language; a refusal has a friendly page of its own."""
    language = "en" if request.GET.get("lang") == "en" else "zh"
    with translation.override(CODES[language]):
        try:
            response = work(language)
        except Refusal as refusal:
            response = _over(request, language, str(refusal), status=refusal.status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest,
    token: str,
    visit: Visit,
    language: str,
    *,
    refused: Refusal | ValidationError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    refusal = (
        problems.malformed(list(refused.errors()))
        if isinstance(refused, ValidationError)
        else refused
    )
    context: dict[str, Any] = {
        **told(visit.quote, language=language),
        "t": _texts(language),
        "token": token,
        "standing": str(visit.standing),
        "typed": typed or {},
        "sentence": str(refusal) if refusal else "",
        "errors": {name: str(text) for name, text in refusal.errors.items()} if refusal else {},
        "other": "zh" if language == "en" else "en",
    }
    status = refusal.status if refusal else 200
    return render(request, "crm/quote/customer.html", context, status=status)


def _over(request: HttpRequest, language: str, sentence: str, *, status: int) -> HttpResponse:
    context = {
        "t": _texts(language),
        "language": language,
        "sentence": sentence,
        "is_good": status == 200,
        "other": "zh" if language == "en" else "en",
    }
    return render(request, "crm/quote/over.html", context, status=status)


def _texts(language: str) -> dict[str, str]:
    return {key: fixed.pick(pair, language) for key, pair in TEXTS.items()}


def _say(key: str, language: str) -> str:
    return fixed.pick(TEXTS[key], language)


urlpatterns = [
    path("<str:token>", show, name="quote_link"),
    path("<str:token>/document.pdf", document, name="quote_link_pdf"),
    path("<str:token>/accept", accept, name="quote_link_accept"),
    path("<str:token>/reject", reject, name="quote_link_reject"),
]
