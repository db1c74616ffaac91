"""Imports and exports in the back office: upload, which column is which, trial, progress, undo."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access.actor import Actor
from backend.core.backoffice import deeds, news, reach
from backend.core.backoffice.detail import Reader
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal, TooLarge
from backend.core.http import doors
from backend.core.spreadsheet import actions, plans, queries, reading, sending, writing
from backend.core.spreadsheet.flow import BUSY, FileState, State
from backend.core.spreadsheet.models import ExportFile, ImportBatch
from backend.core.spreadsheet.schemas import (
    EXPORT_FILE,
    IMPORT_BATCH,
    ImportMap,
    ImportValidate,
)

SHOWN = 50
OWN_FORMS = ("map", "validate")
TOLD = (
    ("created", _("新增"), "good"),
    ("updated", _("更新"), "good"),
    ("unchanged", _("无变化"), "plain"),
    ("skipped", _("跳过"), "plain"),
    ("refused", _("未通过"), "bad"),
    ("warned", _("提醒"), "plain"),
)


@admin.register(ImportBatch)
class ImportBatchAdmin(DocumentAdmin):
    """Files on their way in."""

    resource = IMPORT_BATCH
    icon = "upload_file"
    columns = (
        "no", "file_name", "document", "state", "total", "created", "updated", "refused",
        "owner_name", "created_at",
    )  # fmt: skip
    filters = ("state",)
    main_path: ClassVar = (State.UPLOADED, State.MAPPED, State.VALIDATED, State.RUNNING, State.DONE)
    empty = _("还没有导入过文件。")

    def get_urls(self) -> list[Any]:
        """This will add the steps of an import."""
        wrap = self.admin_site.admin_view
        steps = {
            "map": self.map_view,
            "check": self.check_view,
            "progress": self.progress_view,
            "errors": self.errors_view,
        }
        mine = [
            path(f"<uuid:pk>/{name}/", wrap(view), name=f"core_importbatch_{name}")
            for name, view in steps.items()
        ]
        template = path(
            "template/<str:code>/", wrap(self.template_view), name="core_importbatch_template"
        )
        return [template, *mine, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will allow it to whoever may import anything."""
        actor = reach.actor_of(request)
        return actor.may(actions.CREATE_IMPORT) and bool(queries.importable(actor))

    # -- the file ------------------------------------------------------------------------------

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """This will draw the form of a file and take it in."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        actor, outcome = reach.actor_of(request), deeds.Outcome()
        if request.method == "POST":
            upload = request.FILES.get("file")
            raw = b"" if upload is None else upload.read(reading.MAX_BYTES + 1)
            name = "" if upload is None else upload.name or ""
            outcome = deeds.attempt(
                request, actor, lambda: self._take(request, name, raw), body=raw
            )
        if outcome.response is not None:
            return outcome.response
        asked = request.POST.get("document") or request.GET.get("document", "")
        response: HttpResponse = self._page(
            request,
            "backoffice/import/upload.html",
            documents=[
                (plan.resource.code, plan.resource.label) for plan in queries.importable(actor)
            ],
            document=asked,
            key=request.POST.get("_key") or deeds.fresh_key(),
            sentence=outcome.sentence,
        )
        response.status_code = outcome.refusal.status if outcome.refusal is not None else 200
        return response

    def _page(self, request: HttpRequest, template: str, **context: Any) -> Any:
        """The upload form has no document yet, only the kind that was asked for."""
        if isinstance(context.get("document"), str):
            asked = context.pop("document")
            response = super()._page(request, template, **context)
            response.context_data["document"] = asked  # type: ignore[index]
            return response
        return super()._page(request, template, **context)

    def _take(self, request: HttpRequest, name: str, raw: bytes) -> str:
        if len(raw) > reading.MAX_BYTES:
            raise TooLarge
        if not name:
            raise Malformed(_("请选择文件。"))
        batch = actions.upload(
            actor=reach.actor_of(request),
            on=timezone.localdate(),
            document=types.tidy(str(request.POST.get("document", "")), maximum=64),
            file_name=name,
            content=raw,
        )
        return self._at("change", batch.pk)

    def template_view(self, request: HttpRequest, code: str) -> HttpResponse:
        """This will send the workbook to be filled."""
        actor, plan = reach.actor_of(request), plans.of(code)
        if plan is None:
            raise Http404
        if not actor.may(plan.permission) or not actor.may(actions.CREATE_IMPORT):
            raise PermissionDenied
        return sending.template(plan, actor)

    # -- its page ------------------------------------------------------------------------------

    def document_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """This will draw where an import stands and what can be done next."""
        batch, actor = self._read(request, pk), reach.actor_of(request)
        plan = plans.of(batch.document)
        row = doors.represent(self.resource, actor, batch)
        reader = Reader(self.resource, actor, batch, row, self.glossary, self.references)
        happened = news.events_of(self.resource, batch)
        may_steer = batch.created_by_id == actor.user_id and batch.key_id is None
        open_verbs = documents.verbs_now(batch, actor) if may_steer else []
        context: dict[str, Any] = {
            "document": batch,
            "target": plan.resource.label if plan else batch.document,
            "steps": news.path(batch, happened, main=self.main_path),
            "news": news.story(happened, reader=reader),
            "verbs": self._buttons(batch, [v for v in open_verbs if v not in OWN_FORMS]),
            "is_busy": batch.state in BUSY,
            "told": told(batch),
            "progress_link": self._at("progress", batch.pk),
            "errors_link": self._at("errors", batch.pk),
            "check_link": self._at("check", batch.pk),
            "map_link": self._at("map", batch.pk),
            "may_check": "validate" in open_verbs,
            "may_steer": may_steer,
            "key": deeds.fresh_key(),
            **self._results(batch, may_steer),
            **self._columns(batch, plan, actor, "map" in open_verbs),
        }
        page: HttpResponse = self._page(request, "backoffice/import/batch.html", **context)
        return page

    def _results(self, batch: ImportBatch, may_steer: bool) -> dict[str, Any]:
        is_told = batch.handled > 0 and batch.state not in (State.UPLOADED, State.MAPPED)
        is_shown = is_told and may_steer and batch.state not in BUSY
        found = queries.some(batch, outcome="", after=0, limit=1_000_000) if is_shown else []
        problems = [r for r in found if r["why"] or r["warn"]]
        return {
            "is_told": is_told,
            "was_written": batch.began_at is not None,
            "tallies": [(label, getattr(batch, name), tone) for name, label, tone in TOLD],
            "problems": [{**r, "said": writing.noticed(r["outcome"])} for r in problems[:SHOWN]],
            "has_errors": bool(problems),
        }

    def _columns(
        self, batch: ImportBatch, plan: plans.Plan | None, actor: Actor, may_map: bool
    ) -> dict[str, Any]:
        if not may_map or plan is None:
            return {"may_map": False}
        samples = queries.preview(batch)
        return {
            "may_map": True,
            "columns": [
                (at, heading, batch.mapping.get(str(at), ""), "、".join(samples[at]))
                for at, heading in enumerate(batch.headers)
            ],
            "fields": [(c.name, c.label, c.is_required) for c in plan.open_columns(actor)],
            "manners": ImportBatch.Manner.choices,
            "twices": ImportBatch.Twice.choices,
        }

    # -- its steps -----------------------------------------------------------------------------

    def _step(self, request: HttpRequest, pk: UUID, body: Any, action: Any) -> HttpResponse:
        """One step of the page's own forms; a refusal is said on the page."""
        self._read(request, pk)
        actor, back = reach.actor_of(request), self._at("change", pk)
        if request.method != "POST":
            return HttpResponseRedirect(back)

        def work() -> str:
            action(pk, actor=actor, **dict(body()))
            return back

        outcome = deeds.attempt(request, actor, work)
        if outcome.refusal is not None:
            parts = [outcome.sentence, *outcome.errors.values()]
            messages.error(request, " ".join(dict.fromkeys(parts)))
        return HttpResponseRedirect(back)

    def map_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will settle which column is which."""
        chosen = {
            name.removeprefix("column-")[:4]: str(value)
            for name, value in request.POST.items()
            if name.startswith("column-") and value
        }
        typed = {"mapping": chosen, **_given(request, "manner", "duplicates")}
        return self._step(request, pk, lambda: ImportMap.model_validate(typed), actions.map)

    def check_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will begin to try every row."""
        body = ImportValidate(accepts_similar=request.POST.get("accepts_similar") == "true")
        return self._step(request, pk, lambda: body, actions.validate)

    def progress_view(self, request: HttpRequest, pk: UUID) -> JsonResponse:
        """This will tell the page's script how far an import got."""
        batch = self._read(request, pk)
        return JsonResponse(
            {
                "is_busy": batch.state in BUSY,
                "state": batch.state,
                "handled": batch.handled,
                "total": batch.total,
                "told": told(batch),
            }
        )

    def errors_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will send the rows that were not taken."""
        self._read(request, pk)
        try:
            batch = actions.mine(pk, actor=reach.actor_of(request))
        except Refusal as refused:
            raise PermissionDenied(str(refused)) from refused
        return sending.error_workbook(batch)


def _given(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: str(request.POST[name]) for name in names if request.POST.get(name)}


def told(batch: ImportBatch) -> str:
    """This will say how far an import got."""
    return _now("{handled} / {total} 行，未通过 {refused}").format(
        handled=batch.handled, total=batch.total, refused=batch.refused
    )


def download_of(made: ExportFile) -> str:
    """This will lead to the file while it may be taken."""
    if made.state != FileState.READY:
        return ""
    return reverse("api:core_export_file_content", args=[made.pk])


@admin.register(ExportFile)
class ExportFileAdmin(DocumentAdmin):
    """Files that went out."""

    resource = EXPORT_FILE
    icon = "file_export"
    columns = (
        "no", "file_name", "document", "kind", "state", "total", "owner_name", "expires_at",
        "created_at",
    )  # fmt: skip
    facts = (
        (_("文件"), ("no", "file_name", "document", "kind", "total", "size")),
        (_("去向"), ("owner_id", "created_at", "expires_at", "query", "fields", "error")),
    )
    prints = ((_("下载"), download_of),)
    main_path: ClassVar = (FileState.WAITING, FileState.READY)
    empty = _("还没有导出过文件。在列表右上角选择“导出”。")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will leave exports to the lists they are of."""
        return False
