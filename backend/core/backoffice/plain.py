"""Pages of what the house itself needs: people, units, roles. Written by forms, with care."""

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from backend.core.access import actor as actors
from backend.core.backoffice import reach
from backend.core.people.actions import MANAGE_ACCESS


def manages(request: HttpRequest) -> bool:
    """This will tell whether this person may change what others may do."""
    return reach.actor_of(request).may(MANAGE_ACCESS)


class ManagedMixin:
    """Open to whoever manages access, closed to everybody else."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will ask for the permission to manage access."""
        return manages(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This will ask for the permission to manage access."""
        return manages(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will ask for the permission to manage access."""
        return manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will ask for the permission to manage access."""
        return manages(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will ask for the permission to manage access."""
        return manages(request)


class AccessInline(ManagedMixin, TabularInline):  # type: ignore[misc]
    """Rows of an access page."""

    extra = 0
    hide_title = True
    show_change_link = False


class AccessAdmin(ManagedMixin, ModelAdmin):  # type: ignore[misc]
    """A page whose every change makes rights be worked out anew."""

    is_machinery = True
    list_per_page = 25
    show_full_result_count = False
    actions = None
    compressed_fields = True
    warn_unsaved_form = True

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """This will save the rows beside and renew everybody's rights in the same transaction."""
        super().save_related(request, form, formsets, change)
        actors.renew()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """This will delete and renew everybody's rights in the same transaction."""
        super().delete_model(request, obj)
        actors.renew()
