"""The writing side of a document's pages: create, change, verbs, uploads."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from backend.core.backoffice import deeds, forms, inputs, reach
from backend.core.backoffice.manner import Manner
from backend.core.backoffice.words import Glossary
from backend.core.documents import actions as documents
from backend.core.files import actions as files
from backend.core.http import doors
from backend.core.registry import Resource, Verb
from backend.core.types import tidy


class WritingMixin:
    """Forms drawn from the schemas of a document's verbs; each calls the verb's own action."""

    resource: ClassVar[Resource]
    references: ClassVar[Any]
    manner: ClassVar[Manner] = Manner()
    glossary: Glossary
    _read: Any
    _at: Callable[..., str]
    _page: Callable[..., HttpResponse]
    _edit_link: Any
    has_add_permission: Any

    def _form(
        self,
        request: HttpRequest,
        deed: deeds.Deed,
        typed: forms.Typed,
        outcome: deeds.Outcome,
        **context: Any,
    ) -> HttpResponse:
        """One template draws every form; a refused one keeps what was typed."""
        actor, schema = reach.actor_of(request), deed.verb.schema
        document = context.get("document")
        frame = inputs.Frame(
            self.glossary, self.references, actor, document, outcome.errors, self.manner
        )
        closed = deed.closed_fields(actor)
        drawn = inputs.build(schema, typed, frame, skip=closed) if schema is not None else []
        shown = inputs.names(drawn)
        loose = [
            f"{self.glossary.label(n.partition('.')[0])}：{t}"
            for n, t in outcome.errors.items()
            if n not in shown
        ]
        response = self._page(
            request,
            "backoffice/form.html",
            inputs=drawn,
            label=deed.verb.label,
            danger=deed.verb.danger,
            sentence=deeds.said_permission(outcome.refusal) if outcome.refusal else "",
            loose=loose,
            key=request.POST.get("_key") or deeds.fresh_key(),
            back=self._at("change", document.pk)
            if document is not None
            else self._at("changelist"),
            **context,
        )
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    def suggested(self, actor: Any, given: dict[str, str]) -> dict[str, Any]:
        """This will suggest what a new document may say, from what is given in the address."""
        return {}

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the form of a new document and put it on file."""
        verb, actor = self.resource.create, reach.actor_of(request)
        if verb is None or verb.schema is None or not self.has_add_permission(request):
            raise PermissionDenied
        deed, schema = deeds.Deed(self.resource, "create", verb), verb.schema
        if request.method != "POST":
            given = {key: str(value) for key, value in request.GET.items()}
            given = {**self.suggested(actor, given), **given}
            typed = forms.today(schema, forms.prefill(schema, given))
            return self._form(request, deed, typed, deeds.Outcome())
        typed = forms.collect(schema, request.POST)
        outcome = deeds.attempt(
            request, actor, lambda: self._at("change", deeds.create(deed, actor, typed).pk)
        )
        return self._after(request, deed, typed, outcome)

    def edit_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will draw the form of a document's facts and send what was changed."""
        document, actor, verb = (
            self._read(request, pk),
            reach.actor_of(request),
            self.resource.change,
        )
        if verb is None or verb.schema is None or not self._edit_link(document, actor):
            raise PermissionDenied
        deed, schema = deeds.Deed(self.resource, "change", verb), verb.schema
        before = forms.prefill(schema, doors.represent(self.resource, actor, document))
        context = {"document": document, "version": document.version}
        if request.method != "POST":
            return self._form(request, deed, before, deeds.Outcome(), **context)
        typed, version = forms.collect(schema, request.POST), _version(request)
        context["version"] = version

        def work() -> str:
            deeds.change(deed, actor, pk, typed, before, version or 0)
            return self._at("change", pk)

        return self._after(request, deed, typed, deeds.attempt(request, actor, work), **context)

    def verb_view(self, request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
        """This will draw the form of a verb and do it, as the API would."""
        document, actor = self._read(request, pk), reach.actor_of(request)
        declared: Verb | None = self.resource.verbs.get(verb)
        if declared is None:
            raise Http404
        deed, schema = deeds.Deed(self.resource, verb, declared), declared.schema
        context: dict[str, Any] = {"document": document}
        context["version"] = getattr(document, "version", "")
        if request.method != "POST":
            if verb not in documents.verbs_now(document, actor):
                messages.warning(request, _("当前状态下不能执行“{}”。").format(declared.label))
                return HttpResponseRedirect(self._at("change", pk))
            known = {} if schema is None else forms.prefill(schema, request.GET)
            typed = {} if schema is None else forms.today(schema, known)
            return self._form(request, deed, typed, deeds.Outcome(), **context)
        typed = {} if schema is None else forms.collect(schema, request.POST)
        version = context["version"] = _version(request)

        def work() -> str:
            deeds.do(deed, actor, pk, typed, version)
            return self._at("change", pk)

        return self._after(request, deed, typed, deeds.attempt(request, actor, work), **context)

    def _after(
        self,
        request: HttpRequest,
        deed: deeds.Deed,
        typed: forms.Typed,
        outcome: deeds.Outcome,
        **context: Any,
    ) -> HttpResponse:
        if outcome.response is None:
            return self._form(request, deed, typed, outcome, **context)
        messages.success(request, _("{}：已完成").format(deed.verb.label))
        if request.headers.get("X-Dialog") == "1":
            # A redirect would be followed by the dialog itself and eat the message.
            return HttpResponse(status=204, headers={"X-Location": outcome.response["Location"]})
        return outcome.response

    def attach_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will hang an uploaded file on a document."""
        document, actor = self._read(request, pk), reach.actor_of(request)
        upload = request.FILES.get("file")
        if request.method != "POST" or upload is None:
            return HttpResponseRedirect(self._at("change", pk))
        content = upload.read(files.MAX_BYTES + 1)

        def work() -> str:
            files.add(
                actor=actor,
                document=self.resource.code,
                document_id=document.pk,
                kind=str(request.POST.get("kind", "")),
                name=tidy(upload.name or "", maximum=200),
                content=content,
            )
            return self._at("change", pk)

        outcome = deeds.attempt(request, actor, work, body=content)
        if outcome.refusal is not None:
            messages.error(request, outcome.sentence)
        return outcome.response or HttpResponseRedirect(self._at("change", pk))


def _version(request: HttpRequest) -> int | None:
    stated = str(request.POST.get("_version", ""))
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 10 else None
