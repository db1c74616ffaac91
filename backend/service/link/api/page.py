"""The customer's own page: one address, no log-in, no script, Chinese or English."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from backend.core.errors import Refusal
from backend.core.http import problems
from backend.core.ids import uuid7
from backend.service.link import actions
from backend.service.link.api import knocking
from backend.service.link.api.knocking import Visit
from backend.service.link.schemas import PublicQuestionIn

CODES = {"zh": "zh-hans", "en": "en"}
TEXTS: dict[str, tuple[str, str]] = {
    "hello": ("订单进度", "Your order"),
    "switch": ("English", "中文"),
    "customer": ("客户", "Customer"),
    "signed_on": ("签订日期", "Signed on"),
    "until": ("约定交期", "Agreed delivery"),
    "their_no": ("贵司编号", "Your number"),
    "lines": ("订单明细", "Order lines"),
    "product": ("品名", "Product"),
    "quantity": ("数量", "Quantity"),
    "delivered": ("已签收", "Delivered"),
    "price": ("单价", "Unit price"),
    "amount": ("金额", "Amount"),
    "total": ("合计", "Total"),
    "progress": ("生产进度", "Production"),
    "promised": ("承诺交期", "Promised for"),
    "expected": ("预计交期", "Expected on"),
    "planned": ("计划", "Planned"),
    "done_on": ("完成于", "Done on"),
    "deliveries": ("发货", "Deliveries"),
    "plate": ("车牌", "Vehicle"),
    "waybill": ("运单号", "Waybill"),
    "departed": ("发车", "Departed"),
    "arrived": ("到达", "Arrived"),
    "signed": ("签收", "Signed"),
    "documents": ("文件", "Documents"),
    "assets": ("设备", "Machines"),
    "serial": ("序列号", "Serial"),
    "warranty": ("质保至", "Warranty until"),
    "tickets": ("服务单", "Service requests"),
    "ask": ("提问", "Ask a question"),
    "name": ("姓名", "Name"),
    "phone": ("手机或电话", "Phone"),
    "text": ("您想问什么", "Your question"),
    "send": ("发送", "Send"),
    "asked": (
        "已收到您的问题，我们会尽快联系您。服务单号：",
        "Your question has reached us; we will be in touch soon. Request number: ",
    ),
    "none": ("暂无", "Nothing yet"),
    "expires": ("链接有效至", "This link opens until"),
    "sorry": ("无法打开", "This page cannot be opened"),
}


@require_GET
def show(request: HttpRequest, token: str) -> HttpResponseBase:
    """Show a contract to whoever holds its link."""

    def work(language: str) -> HttpResponse:
        known = knocking.visit(request, token)
        actions.note_viewed(known.link, at=known.at)
        chosen = request.GET.get("lang") or known.link.language
        with translation.override(CODES.get(chosen, "zh-hans")):
            return _page(request, token, known, "en" if chosen == "en" else "zh")

    return _safely(request, work)


@csrf_exempt
@require_POST
def ask(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take a customer's question. The token is the right to it: no cookie plays a part."""

    def work(language: str) -> HttpResponse:
        known = knocking.visit(request, token)
        typed = {name: str(request.POST.get(name, "")) for name in PublicQuestionIn.model_fields}
        try:
            ticket = knocking.ask(known, PublicQuestionIn.model_validate(typed))
        except (Refusal, ValidationError) as refused:
            return _page(request, token, known, language, refused=refused, typed=typed)
        address = reverse("order_link", args=[token])
        return HttpResponseRedirect(f"{address}?lang={language}&asked={ticket.no}")

    return _safely(request, work)


@require_GET
def file(request: HttpRequest, token: str, file_id: UUID) -> HttpResponseBase:
    """Hand over a released file."""
    return _safely(request, lambda _: knocking.file(knocking.visit(request, token), file_id))


def _safely(request: HttpRequest, work: Callable[[str], HttpResponseBase]) -> HttpResponseBase:
    """Do the work in the reader's language; a refusal has a friendly page of its own."""
    language = "en" if request.GET.get("lang") == "en" else "zh"
    with translation.override(CODES[language]):
        try:
            response: HttpResponseBase = work(language)
        except Refusal as refusal:
            response = _over(request, language, refusal)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest,
    token: str,
    known: Visit,
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
    errors = {} if refusal is None else {k: str(v) for k, v in refusal.errors.items()}
    context: dict[str, Any] = {
        **_frame(language),
        "order": knocking.shown(known),
        "token": token,
        "asked": request.GET.get("asked", "")[:24],
        "typed": typed or {"client_id": str(uuid7())},
        "sentence": "" if refusal is None else str(refusal),
        "errors": errors,
    }
    status = 200 if refusal is None else refusal.status
    return render(request, "service/link/order.html", context, status=status)


def _over(request: HttpRequest, language: str, refusal: Refusal) -> HttpResponse:
    context = {**_frame(language), "sentence": str(refusal)}
    return render(request, "service/link/over.html", context, status=refusal.status)


def _frame(language: str) -> dict[str, Any]:
    place = 1 if language == "en" else 0
    return {
        "t": {key: pair[place] for key, pair in TEXTS.items()},
        "language": language,
        "other": "zh" if language == "en" else "en",
    }


urlpatterns = [
    path("<str:token>", show, name="order_link"),
    path("<str:token>/ask", ask, name="order_link_ask"),
    path("<str:token>/files/<uuid:file_id>", file, name="order_link_file"),
]
