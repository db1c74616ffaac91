"""The inbox in the back office: everybody's own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from backend.core.backoffice import reach
from backend.notify.inbox import actions, queries
from backend.notify.inbox.models import Message


@admin.register(Message)
class MessageAdmin(ModelAdmin):  # type: ignore[misc]
    """What I should read."""

    icon = "inbox"
    list_display = ("title", "created_at", "is_read")
    fields = readonly_fields = ("title", "body", "link", "created_at", "read_at")
    list_filter = (("read_at", admin.EmptyFieldListFilter),)
    list_per_page = 25
    show_full_result_count = False
    ordering = ("-created_at",)
    actions = ("mark_read",)

    @admin.display(description=_("已读"), boolean=True)
    def is_read(self, message: Message) -> bool:
        """This will tell whether a message was opened."""
        return message.read_at is not None

    @admin.action(description=_("标记为已读"))
    def mark_read(self, request: HttpRequest, rows: QuerySet[Message]) -> None:
        """This will mark the chosen messages as read."""
        for pk in rows.values_list("pk", flat=True):
            actions.read(pk, actor=reach.actor_of(request), at=timezone.now())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """This will give the person's own messages."""
        return queries.mine(reach.actor_of(request))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """This will open a message, which reads it."""
        message = self.get_object(request, object_id)
        if message is not None:
            actions.read(message.pk, actor=reach.actor_of(request), at=timezone.now())
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return page

    def has_module_permission(self, request: HttpRequest) -> bool:
        """This will show everybody their inbox."""
        return bool(request.user.is_authenticated)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will show everybody their own messages; others are not in the list."""
        return bool(request.user.is_authenticated)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will refuse: messages come from news."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse: a message is read, not changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse: messages stay."""
        return False
