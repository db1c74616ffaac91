"""The back office's pages of the log: what happened, and news that was not digested."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from backend.core.backoffice import listing, news, reach, words
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.events import log
from backend.core.events.models import DeadLetter, Event
from backend.core.events.schemas import DEAD_LETTER
from backend.core.registry import find, permit, resources

VIEW_AUDIT = permit("core.view_audit")


@admin.register(DeadLetter)
class DeadLetterAdmin(DocumentAdmin):
    """News that a listener could not digest, to be heard again."""

    resource = DEAD_LETTER
    icon = "report"
    is_machinery = True
    empty = _("没有未送达的消息。")


class ByDocument(listing.Box):
    """Events of one kind of document."""

    title = _("单据")
    parameter_name = "document"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """This will list every kind of document."""
        return [(resource.code, resource.label) for resource in resources()]

    def narrowed(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """This will keep the events of that kind of document."""
        return rows.filter(document=typed)


class ByName(listing.Box):
    """Events of one name."""

    title = _("事件")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """This will list every event that can happen."""
        return [
            (name, f"{words.document(name.rpartition('.')[0])}·{words.event(name)}")
            for name in log.names()
        ]

    def narrowed(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """This will keep the events of that name."""
        return rows.filter(name=typed)


class ByActor(listing.Box):
    """Events of one person."""

    title = _("操作人")
    parameter_name = "actor"
    find = "core.user"

    def narrowed(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """This will keep what that person did."""
        return rows.filter(actor_id=int(typed)) if _is_key(typed) else rows.none()


class ByNumber(listing.Box):
    """Events of a document by its number."""

    title = _("编号")
    parameter_name = "document_no"

    def narrowed(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """This will keep the events of documents with that number."""
        return rows.filter(document_no=typed)


class Since(listing.Box):
    """Events from a day on."""

    title = _("开始日期")
    parameter_name = "since"
    kind = "day"

    def narrowed(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """This will keep what happened on that day or later."""
        day = _day(typed)
        return rows.filter(at__date__gte=day) if day else rows.none()


class Until(listing.Box):
    """Events up to a day."""

    title = _("结束日期")
    parameter_name = "until"
    kind = "day"

    def narrowed(self, rows: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """This will keep what happened on that day or before."""
        day = _day(typed)
        return rows.filter(at__date__lte=day) if day else rows.none()


def _day(typed: str) -> Any:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _is_key(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


@admin.register(Event)
class EventAdmin(ModelAdmin):  # type: ignore[misc]
    """The audit trail: every verb that was done, by whom, and what it changed."""

    icon = "history"
    is_machinery = True
    list_display = ("moment", "what", "paper", "actor_label", "source", "reason")
    list_display_links = ("moment",)
    list_filter = (ByDocument, ByName, ByActor, ByNumber, Since, Until)
    list_filter_submit = True
    list_per_page = 25
    show_full_result_count = False
    paginator = listing.Capped
    ordering = ("-id",)
    actions = None
    empty = _("还没有事件。")

    @admin.display(description=_("时间"))
    def moment(self, event: Event) -> str:
        """This will write the moment in local time to the second."""
        return timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S")

    @admin.display(description=_("事件"))
    def what(self, event: Event) -> str:
        """This will say what happened."""
        return words.event(event.name)

    @admin.display(description=_("单据"))
    def paper(self, event: Event) -> str:
        """This will name the document it happened to."""
        return f"{words.document(event.document)} {event.document_no}".strip()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will ask for the permission to look at the audit trail."""
        return reach.actor_of(request).may(VIEW_AUDIT)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This will ask for the permission to look at the audit trail."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will refuse: the log is written by verbs alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse: the log never changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse: the log never changes."""
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """This will refuse every filter that was not drawn."""
        return lookup in {box.parameter_name for box in self.list_filter}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """This will show one event, its changes trimmed by the reader's field rules."""
        key = object_id or ""
        event = Event.objects.filter(pk=int(key)).first() if _is_key(key) else None
        if event is None or not self.has_view_permission(request):
            raise Http404
        resource = find(event.document)
        actor = reach.actor_of(request)
        told = news.changes(event, resource, actor) if resource is not None else []
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": words.event(event.name),
            "event": event,
            "paper": self.paper(event),
            "label": words.event(event.name),
            "link": reach.address(resource.model, event.document_id) if resource else "",
            "changes": told,
        }
        return TemplateResponse(request, "backoffice/event.html", context)
