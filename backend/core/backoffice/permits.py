"""Who may open a document's pages: the house's answer in place of Django's."""

from typing import Any, ClassVar

from django.http import HttpRequest

from backend.core.backoffice import reach
from backend.core.registry import Resource


class PermitMixin:
    """Asks `core.access`; Django's own add, change and delete permissions play no part."""

    resource: ClassVar[Resource]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will ask the house, not Django's permissions."""
        return reach.may_view(self.resource, reach.actor_of(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This will show the document to whoever may look at it."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will allow what the create verb allows."""
        permission = self.resource.permission("create")
        return self.resource.create is not None and reach.actor_of(request).may(permission)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse Django's own writing form: documents change by verbs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse deletion: documents are ended by verbs."""
        return False
