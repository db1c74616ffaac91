"""The customer's page: five faces, a few words, sent once. No log-in, no cookie, no script."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from backend.core.errors import Refusal, TooMany
from backend.core.http import throttle
from backend.service.survey import actions, queries
from backend.service.survey.models import Survey
from backend.service.survey.schemas import SurveyAnswer

VISITS, GUESSES, WRITES = 60, 20, 10
CODES = {"zh": "zh-hans", "en": "en"}
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
TEXTS: dict[str, tuple[str, str]] = {
    "language": ("English", "中文"),
    "hello": ("请评价本次服务", "How was our service?"),
    "tags": ("哪些方面？（选填）", "What about? (optional)"),
    "text": ("意见或建议（选填）", "Anything else? (optional)"),
    "send": ("提交评价", "Send"),
    "thanks": ("感谢您的评价！", "Thank you for your answer!"),
    "low": ("我们会在一天内与您联系。", "We will call you within a day."),
    "sorry": ("抱歉", "Sorry"),
    "choose": ("请选择 1 至 5 分。", "Please choose a score from 1 to 5."),
    "slow": ("提交过于频繁，请几分钟后再试。", "Too many requests. Try again in a few minutes."),
    "1": ("很不满意", "Very bad"),
    "2": ("不满意", "Bad"),
    "3": ("一般", "Fair"),
    "4": ("满意", "Good"),
    "5": ("非常满意", "Very good"),
    "speed": ("响应速度", "Speed"),
    "skill": ("技术水平", "Skill"),
    "manner": ("服务态度", "Manner"),
    "price": ("费用", "Price"),
    "parts": ("备件供应", "Parts"),
    "result": ("处理效果", "Result"),
}


class NoSuchSurvey(Refusal):
    """No survey has this link."""

    status = 404
    code = "no-such-link"
    sentence = actions.SurveyOver.sentence


@csrf_exempt  # nobody is logged in: the token is the right to it, and no cookie plays a part
@csp_replace(POLICY)  # type: ignore[arg-type]  # typed for views without arguments
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """Ask how it was, and take the answer once."""

    def work(language: str) -> HttpResponse:
        found = _find(request, token)
        if request.method != "POST":
            return _asked(request, found, language, "")
        throttle.hit("survey_write", str(found.pk), limit=WRITES)
        try:
            data = SurveyAnswer.model_validate(_typed(request))
        except ValidationError:
            return _asked(request, found, language, _texts(language)["choose"])
        with transaction.atomic():
            actions.answer(found.pk, at=timezone.now(), **dict(data))
        return _over(request, language, "thanks", is_low=data.score <= 2, status=200)

    return _safely(request, work)


def _find(request: HttpRequest, token: str) -> Survey:
    where = throttle.address(request)
    throttle.hit("survey_link", where, limit=VISITS)
    found = queries.survey_of(token)
    if found is None:
        throttle.hit("survey_guess", where, limit=GUESSES)
        raise NoSuchSurvey
    if not queries.is_open(found, at=timezone.now()):
        raise actions.SurveyOver
    return found


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {
        "score": request.POST.get("score", ""),
        "tags": request.POST.getlist("tags"),
        "text": request.POST.get("text", ""),
    }


def _safely(request: HttpRequest, work: Callable[[str], HttpResponse]) -> HttpResponse:
    """Do the work in the reader's language; a refusal has a friendly page of its own."""
    asked = request.GET.get("lang", "")
    if asked not in CODES:
        asked = "en" if (translation.get_language() or "").startswith("en") else "zh"
    with translation.override(CODES[asked]):
        try:
            response = work(asked)
        except TooMany as slow:
            response = _over(request, asked, "slow", status=slow.status)
        except Refusal as refusal:
            response = _over(request, asked, "", words=str(refusal), status=refusal.status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest, found: Survey, language: str, sentence: str) -> HttpResponse:
    t = _texts(language)
    about = found.ticket or found.work_order
    context = {
        "no": about.no if about else "",
        "machine": found.product.name if found.product else "",
        "scores": [(str(n), t[str(n)]) for n in (5, 4, 3, 2, 1)],
        "tags": [(tag, t[tag]) for tag in Survey.Tag.values],
        "typed": request.POST,
        "chosen": request.POST.getlist("tags"),
        "sentence": sentence,
    }
    return _page(request, "ask.html", language, context, status=422 if sentence else 200)


def _over(
    request: HttpRequest,
    language: str,
    key: str,
    *,
    status: int,
    words: str = "",
    is_low: bool = False,
) -> HttpResponse:
    said = _texts(language)[key] if key else words
    context = {"words": said, "is_low": is_low, "is_good": status == 200}
    return _page(request, "over.html", language, context, status=status)


def _page(
    request: HttpRequest, name: str, language: str, context: dict[str, Any], *, status: int
) -> HttpResponse:
    other = "zh" if language == "en" else "en"
    whole = {**context, "t": _texts(language), "language": language, "other": other}
    return render(request, f"service/survey/{name}", whole, status=status)


def _texts(language: str) -> dict[str, str]:
    return {key: pair[language == "en"] for key, pair in TEXTS.items()}


urlpatterns = [path("<str:token>", survey, name="survey_link")]
