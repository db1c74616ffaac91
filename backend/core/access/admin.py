"""The pages of roles and of what they may do."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget

from backend.core.access.models import Assignment, FieldRule, Grant, Role
from backend.core.backoffice import deeds
from backend.core.backoffice.plain import AccessAdmin, AccessInline
from backend.core.backoffice.words import Glossary, document
from backend.core.registry import Resource, find, permissions, resources


def _permission(code: str) -> tuple[str, str]:
    return code, f"{deeds.permission_label(code)}（{code}）"


def _permissions() -> list[tuple[str, str]]:
    return [("", "---------"), *(_permission(code) for code in permissions())]


def _closed(resource: Resource, name: str) -> tuple[str, str]:
    label = Glossary(resource.model).label(name.rpartition(".")[2])
    return f"{resource.code}:{name}", f"{document(resource.code)}·{label}（{name}）"


def _sensitive() -> list[tuple[str, str]]:
    """Every field that is closed unless a rule opens it, as `document:field`."""
    every = (_closed(resource, name) for resource in resources() for name in resource.sensitive)
    return [("", "---------"), *every]


def _keep(form: "forms.ModelForm[Any]", name: str, chosen: tuple[str, str]) -> None:
    """A row on file keeps what it is about: hundreds of full lists would be a page of megabytes."""
    field = form.fields[name]
    if form.instance.pk and isinstance(field, forms.ChoiceField):
        field.choices = [chosen]


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    """A grant, its permission chosen among those that exist."""

    permission = forms.ChoiceField(
        label=_("权限"), choices=_permissions, widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = Grant
        fields = ("permission", "scope")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _keep(self, "permission", _permission(self.instance.permission))


class FieldRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """A rule for one closed field, chosen among those that exist."""

    which = forms.ChoiceField(label=_("字段"), choices=_sensitive, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = FieldRule
        fields = ("mode",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["which"].initial = f"{self.instance.document}:{self.instance.field}"
        known, code = (
            find(self.instance.document),
            f"{self.instance.document}:{self.instance.field}",
        )
        _keep(self, "which", _closed(known, self.instance.field) if known else (code, code))

    def clean(self) -> dict[str, Any]:
        """This will split the choice into document and field."""
        found = super().clean() or {}
        code, _colon, name = str(found.get("which", "")).partition(":")
        self.instance.document, self.instance.field = code, name
        return found


class GrantInline(AccessInline):
    """What a role may do."""

    model = Grant
    form = GrantForm
    fields = ("permission", "scope")
    ordering = ("permission",)


class FieldRuleInline(AccessInline):
    """Which closed fields a role may read or write."""

    model = FieldRule
    form = FieldRuleForm
    fields = ("which", "mode")
    ordering = ("document", "field")


class HolderInline(AccessInline):
    """Who holds a role."""

    model = Assignment
    fields = ("user", "until")
    autocomplete_fields = ("user",)
    verbose_name_plural = _("任职人员")


@admin.register(Role)
class RoleAdmin(AccessAdmin):
    """Roles with their grants, field rules and holders."""

    icon = "badge"
    list_display = ("name", "code")
    search_fields = ("name", "code")
    ordering = ("code",)
    inlines = (GrantInline, FieldRuleInline, HolderInline)
    empty = _("还没有角色。先新建角色，再把权限授予它。")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """This will keep a role that somebody holds, and say who does."""
        role = self.get_object(request, object_id)
        holders = [str(one.user) for one in role.holders.select_related("user")] if role else []
        if role is None or not holders or not self.has_delete_permission(request, role):
            response: HttpResponse = super().delete_view(request, object_id, extra_context)
            return response
        sentence = _now("角色“{role}”由 {people} 担任，不能删除。请先在任职人员中把他们移出。")
        messages.error(request, sentence.format(role=role, people="、".join(holders[:5])))
        return HttpResponseRedirect(reverse("admin:core_role_change", args=[role.pk]))
