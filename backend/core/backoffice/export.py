"""The list's way out to a file and in from one: buttons, and what they lead to."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.core.backoffice import reach
from backend.core.errors import Refusal
from backend.core.http import doors
from backend.core.registry import Resource
from backend.core.spreadsheet import actions, plans, sending
from backend.core.spreadsheet.exporting import names_of
from backend.core.spreadsheet.flow import FileState

__all__ = ["SheetsMixin", "names_of"]

KINDS = {"xlsx": "xlsx", "csv": "csv", "gb18030.csv": "csv_gb18030"}
PAGING = frozenset({"limit", "after", "counted"})


class SheetsMixin:
    """The export of a list and the way to its import, for whoever may."""

    resource: ClassVar[Resource]
    has_view_permission: Any
    get_changelist_instance: Any
    _at: Any

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        """This will write the filtered list to a file for whoever may export it."""
        actor = reach.actor_of(request)
        may = actor.may(self.resource.permission("export")) and self.has_view_permission(request)
        if not may or kind not in KINDS:
            raise PermissionDenied
        self.get_changelist_instance(request)  # refuses filters that were never drawn
        try:
            made = actions.export(
                actor=actor,
                id=None,
                on=timezone.localdate(),
                document=self.resource.code,
                kind=KINDS[kind],
                query=asked(self.resource, request.GET.dict()),
            )
        except Refusal as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(self._at("changelist"))
        if made.state == FileState.READY:
            return sending.sent(made)
        messages.info(
            request, _("共 {count} 行，正在后台生成，完成后可在此下载。").format(count=made.total)
        )
        address = reach.address(type(made), made.pk)
        return HttpResponseRedirect(address or self._at("changelist"))

    def sheet_links(self, request: HttpRequest) -> dict[str, Any]:
        """This will tell the list's page which of the two ways are open to this person."""
        actor = reach.actor_of(request)
        plan = plans.of(self.resource.code)
        may_import = (
            plan is not None and actor.may(plan.permission) and actor.may(actions.CREATE_IMPORT)
        )
        return {
            "may_export": actor.may(self.resource.permission("export")),
            "import_link": _import_link(self.resource) if may_import else "",
        }


def asked(resource: Resource, typed: Mapping[str, str]) -> dict[str, str]:
    """This will keep of a page's address what the list's own query knows."""
    known = doors.list_schema(resource).model_fields.keys() - PAGING
    return {name: value for name, value in typed.items() if name in known and value}


def _import_link(resource: Resource) -> str:
    try:
        return f"{reverse('admin:core_importbatch_add')}?{urlencode({'document': resource.code})}"
    except NoReverseMatch:
        return ""
