"""The generated back office of a document.

    from django.contrib import admin
    from backend.core.backoffice.pages import ChildTable, DocumentAdmin

    @admin.register(Contract)
    class ContractAdmin(DocumentAdmin):
        resource = CONTRACT
        icon = "contract"
        columns = ("no", "party_name", "state", "amount")
        facts = ((_("交易"), ("party_id", "amount", "signed_on")),)
        tables = (ChildTable(_("明细"), "lines", ("seq", "product_name", "quantity")),)
        prints = ((_("合同 PDF"), "api:crm_contract_pdf"),)

Everything not told is worked out from the Resource: its Row, Out, filters and verbs.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.admin import ShowFacets
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django_stubs_ext import StrOrPromise
from unfold.admin import ModelAdmin

from backend.core import panels
from backend.core.access import policy
from backend.core.access.models import Mode
from backend.core.backoffice import around, deeds, detail, export, listing, news, reach
from backend.core.backoffice.detail import ChildTable
from backend.core.backoffice.permits import PermitMixin
from backend.core.backoffice.words import Glossary
from backend.core.backoffice.writing import WritingMixin
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Invisible
from backend.core.files import queries as files
from backend.core.files.models import Attachment
from backend.core.http import doors
from backend.core.registry import Resource, Verb

__all__ = ["ChildTable", "DocumentAdmin"]

Print = tuple[StrOrPromise, str | Callable[[Any], str]]


class DocumentAdmin(PermitMixin, WritingMixin, export.SheetsMixin, ModelAdmin):  # type: ignore[misc]
    """A document in the back office; a subclass names its `resource` and what to show."""

    resource: ClassVar[Resource]
    icon: ClassVar[str] = "description"
    place: ClassVar[int] = 50
    boards: ClassVar[Sequence[tuple[StrOrPromise, str, str, str]]] = ()
    """Pages of their own in the sidebar: title, icon, name of the address, permission."""
    columns: ClassVar[Sequence[str]] = ()
    filters: ClassVar[Sequence[str]] = ()
    facts: ClassVar[Sequence[tuple[StrOrPromise, Sequence[str]]]] = ()
    tables: ClassVar[Sequence[ChildTable]] = ()
    prints: ClassVar[Sequence[Print]] = ()
    references: ClassVar[Mapping[str, reach.Reference]] = {}
    labels: ClassVar[Mapping[str, StrOrPromise]] = {}
    main_path: ClassVar[Sequence[str]] = ()
    asides: Sequence[str] = ()  # verbs that are never the next step
    party_path: ClassVar[str] = ""
    empty: ClassVar[StrOrPromise] = ""

    list_per_page = 25
    show_full_result_count = False
    list_max_show_all = 0
    list_filter_submit = True
    show_facets = ShowFacets.NEVER
    actions = None
    paginator = listing.Capped
    search_fields = ("search_text",)
    change_list_template = "backoffice/list.html"

    @property
    def glossary(self) -> Glossary:  # type: ignore[override]  # read-only here
        """This will give the words of this document."""
        return Glossary(self.model, self.labels)

    # -- the list ----------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> Any:
        """This will give the rows in this person's scope, with what the columns need."""
        rows = policy.visible(self.model, reach.actor_of(request))
        paths = [self.resource.columns.get(name, name) for name in self._shown(request)]
        related = listing.joins(self.model, paths)
        return rows.select_related(*related) if related else rows

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """This will put the newest first."""
        return [f"-{self.resource.ordering[0]}"]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """This will give the columns this person may read, masked where masks apply."""
        actor, glossary = reach.actor_of(request), self.glossary
        return [
            listing.column(name, resource=self.resource, actor=actor, glossary=glossary)
            for name in self._shown(request)
        ]

    def _shown(self, request: HttpRequest) -> list[str]:
        actor = reach.actor_of(request)
        names = list(self.columns) or export.names_of(self.resource, actor)[:8]
        return [n for n in names if policy.mode(actor, self.resource, n) > Mode.HIDDEN]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """This will give the API's filters on fields this person may read."""
        return list(
            listing.filters(
                self.resource,
                reach.actor_of(request),
                self.glossary,
                names=tuple(self.filters),
                references=self.references,
            )
        )

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """This will refuse every filter that was not drawn: no peeking at a hidden column."""
        return any(f.parameter_name == lookup for f in self.get_list_filter(request))

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """This will show the search box for documents that can be searched."""
        return ("search_text",) if self.resource.searchable else ()

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """This will search as the API does: substrings, initials, numbers, private words."""
        found = reach.matching(self.resource, search_term, reach.actor_of(request))
        return (queryset.filter(found) if found is not None else queryset), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """This will draw the list, or write it to a file when a format is asked for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        extra = {
            "figures": listing.figures(self.resource, self._shown(request)),
            **self.sheet_links(request),
            "query": request.GET.urlencode(),
            "title": None,
        }
        answer: HttpResponseBase = super().changelist_view(
            request, {**extra, **(extra_context or {}), "title": self.resource.label}
        )
        return answer

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """This will say "show all" only beside a list that was narrowed."""
        found = super().get_changelist_instance(request)
        if not found.query and not found.has_active_filters:
            found.full_result_count = found.result_count
        return found

    # -- addresses ---------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """This will add the pages of verbs, the change form, the export and uploads."""
        wrap, meta = self.admin_site.admin_view, self.model._meta
        name = f"{meta.app_label}_{meta.model_name}"
        mine = [
            path("export.<str:kind>", wrap(self.export_view), name=f"{name}_export"),
            path("<uuid:pk>/edit/", wrap(self.edit_view), name=f"{name}_edit"),
            path("<uuid:pk>/attach/", wrap(self.attach_view), name=f"{name}_attach"),
            path("<uuid:pk>/do/<slug:verb>/", wrap(self.verb_view), name=f"{name}_do"),
        ]
        return [*mine, *super().get_urls()]

    def _at(self, page: str, *args: Any) -> str:
        meta = self.model._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=args)

    # -- one document ------------------------------------------------------------------------

    def _read(self, request: HttpRequest, pk: Any) -> Any:
        """A row out of scope is not there."""
        try:
            return doors.read(self.resource, reach.actor_of(request), UUID(str(pk)))
        except (Invisible, ValueError) as unseen:
            raise Http404(str(unseen)) from unseen
        except Forbidden as refused:
            raise PermissionDenied(str(refused)) from refused

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """This will draw the page of a document, or the form of a new one."""
        if object_id is None:
            return self.create_view(request)
        return self.document_view(request, object_id)

    def document_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """This will draw everything this person may know of a document."""
        document, actor = self._read(request, pk), reach.actor_of(request)
        row = doors.represent(self.resource, actor, document)
        reader = detail.Reader(self.resource, actor, document, row, self.glossary, self.references)
        shown = {name for _title, names in self.facts for name in names}
        happened = news.events_of(self.resource, document)
        lists = {table.rows for table in self.tables}
        found = around.papers(reader, party_path=self.party_path, shown=shown, lists=lists)
        context = {
            "sheets": detail.facts(reader, self.facts),
            "tables": detail.tables(reader, self.tables),
            "steps": news.path(document, happened, main=self.main_path),
            "around": [sheet for sheet in found if not sheet.tab],
            "leaves": around.leaves(found),
            "news": news.story(happened, reader=reader),
            "files": around.files_of(document, actor),
            "file_kinds": Attachment.Kind.choices,
            "verbs": self._buttons(document, row["verbs"]),
            "edit": self._edit_link(document, actor),
            "prints": self._prints(document),
            "offers": panels.offers(document, actor),
            "offer_key": deeds.fresh_key(),
            "attach_key": deeds.fresh_key(),
            "attach_link": self._at("attach", document.pk),
            "may_attach": self._may_attach(document, actor),
            "document": document,
        }
        return self._page(request, "backoffice/document.html", **context)

    def _buttons(self, document: Any, names: Sequence[str]) -> list[dict[str, Any]]:
        known = self.resource.verbs
        ahead = [n for n in names if n not in self.asides]
        forward = [n for n in ahead if known[n].states is None and not known[n].danger]
        return [
            {
                "name": name,
                "label": known[name].label,
                "danger": known[name].danger,
                "is_next": name == next(iter(forward), None),
                "link": self._at("do", document.pk, name),
            }
            for name in names
        ]

    def _edit_link(self, document: Any, actor: Any) -> str:
        permission = self.resource.permission("change")
        if self.resource.change is None or not _is_for(self.resource.change, document):
            return ""
        within = documents.reaches(document, actor, permission, self.resource)
        return self._at("edit", document.pk) if within else ""

    def _may_attach(self, document: Any, actor: Any) -> bool:
        try:
            files.require_writer(document, actor=actor)
        except Forbidden:
            return False
        return True

    def _prints(self, document: Any) -> list[dict[str, Any]]:
        found = []
        for label, target in self.prints:
            if callable(target):
                link = target(document)
            else:
                try:
                    link = reverse(target, args=[document.pk])
                except NoReverseMatch:
                    link = ""
            if link:
                found.append({"label": label, "link": link})
        return found

    def _page(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        document = context.get("document")
        title = (
            around.title_of(document, self.resource)
            if document is not None
            else str(self.resource.label)
        )
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "opts": self.model._meta,
                "resource": self.resource,
                "title": title,
                "list_link": self._at("changelist"),
                "is_dialog": request.headers.get("X-Dialog") == "1",
                **context,
            },
        )


def _is_for(verb: Verb, document: Any) -> bool:
    """Whether a change is for a document as it stands, as far as the verb says so."""
    is_state = verb.states is None or getattr(document, "state", None) in verb.states
    return is_state and (verb.when is None or verb.when(document))
