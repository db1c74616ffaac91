"""The pages of people, units and the keys of other systems."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from backend.core.access.actor import ALL_RIGHTS, Actor
from backend.core.access.models import Assignment
from backend.core.backoffice import deeds, forms, reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.backoffice.plain import AccessAdmin, AccessInline, manages
from backend.core.people import actions, handover
from backend.core.people.models import ApiKey, Departure, Membership, Unit, User
from backend.core.people.schemas import API_KEY, DEPARTURE, ApiKeyIn, counts
from backend.core.registry import Verb, permissions


class MembershipInline(AccessInline):
    """The units a person belongs to."""

    model = Membership
    fields = ("unit", "is_lead")
    autocomplete_fields = ("unit",)


class AssignmentInline(AccessInline):
    """The roles a person holds."""

    model = Assignment
    fields = ("role", "until")
    autocomplete_fields = ("role",)


class PersonForm(UserChangeForm):  # type: ignore[misc]  # unfold has no types
    """A person's page; what is beside the password is said in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = _now("系统只保存密码的校验值，谁也看不到密码本身；{link}可以改设新密码。")
        link = format_html('<a class="bo-link" href="../password/">{}</a>', _now("点此"))
        if "password" in self.fields:
            self.fields["password"].help_text = format_html(told, link=link)

    def clean(self) -> dict[str, Any]:
        """This will keep people from outside out of the back office."""
        found: dict[str, Any] = super().clean() or {}
        if self.instance.party_id is not None:
            for name in ("is_staff", "is_superuser"):
                if found.get(name):
                    self.add_error(name, _now("外部单位的人员不能进入后台，也不能是超级用户。"))
        return found


@admin.register(User)
class UserAdmin(AccessAdmin, BaseUserAdmin):  # type: ignore[misc,type-arg]
    """People: their log-in, units and roles. Only a superuser touches a superuser."""

    form = PersonForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    icon = "group"
    list_display = (
        "username", "name", "party", "phone", "is_active", "is_superuser", "last_login"
    )  # fmt: skip
    list_select_related = ("party",)
    list_filter = ("is_active", "is_superuser")
    list_filter_submit = True
    search_fields = ("username", "name")
    ordering = ("username",)
    filter_horizontal = ()
    inlines = (MembershipInline, AssignmentInline)
    readonly_fields = ("last_login", "date_joined", "party")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("个人信息"), {"fields": ("name", "phone", "email", "language", "party")}),
        (_("登录"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("时间"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "password1", "password2", "is_staff")}),
    )

    actions_detail = ("leave_link",)

    @action(  # type: ignore[untyped-decorator]  # unfold has no types
        description=_("办理离职"), url_path="leave"
    )
    def leave_link(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        """This will lead to the form by which this person's work goes to somebody else."""
        address = reverse("admin:core_departure_add")
        return HttpResponseRedirect(f"{address}?user_id={object_id}")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """This will keep who is not a superuser from making one."""
        fixed = tuple(self.readonly_fields)
        return fixed if reach.actor_of(request).everything else (*fixed, "is_superuser")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will keep a superuser's page for superusers."""
        if obj is not None and obj.is_superuser and not reach.actor_of(request).everything:
            return False
        return manages(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """This will refuse: people who leave are made inactive, their papers stay."""
        return False


@admin.register(Unit)
class UnitAdmin(AccessAdmin):
    """The tree of the company, by which scopes are measured."""

    icon = "account_tree"
    list_display = ("name", "kind", "parent")
    list_filter = ("kind",)
    list_filter_submit = True
    list_select_related = ("parent",)
    search_fields = ("name",)
    ordering = ("name",)
    autocomplete_fields = ("parent",)


def _rights(document: Any, actor: Actor) -> list[tuple[str, str]]:
    everything = (ALL_RIGHTS, str(_("该用户的全部权限")))
    return [everything, *((code, deeds.permission_label(code)) for code in permissions())]


@admin.register(ApiKey)
class ApiKeyAdmin(DocumentAdmin):
    """Keys of other systems; the secret is shown once, when the key is issued."""

    resource = API_KEY
    icon = "key"
    is_machinery = True
    columns = ("name", "prefix", "user_id", "expires_at", "revoked_at", "last_used_at")
    references = {"user_id": User, "permissions": _rights}
    labels = {"user_id": _("代表用户")}
    empty = _("还没有 API 密钥。")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """This will ask for the permission to manage access."""
        return manages(request)

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """This will issue a key and show its secret this once."""
        if not manages(request):
            raise PermissionDenied
        actor = reach.actor_of(request)
        deed = deeds.Deed(API_KEY, "issue", Verb(actions.issue_key, _("签发"), ApiKeyIn))
        if request.method != "POST":
            return self._form(request, deed, forms.prefill(ApiKeyIn, {}), deeds.Outcome())
        typed = forms.collect(ApiKeyIn, request.POST)
        shown: list[tuple[ApiKey, str]] = []

        def work() -> str:
            body = dict(ApiKeyIn.model_validate(forms.clean(ApiKeyIn, typed)))
            body["user_id"] = body["user_id"] or actor.user_id
            shown.append(actions.issue_key(actor=actor, now=timezone.now(), **body))
            return self._at("change", shown[0][0].pk)

        outcome = deeds.attempt(request, actor, work)
        if not shown or outcome.response is None:
            return outcome.response or self._form(request, deed, typed, outcome)
        key, secret = shown[0]
        return self._page(request, "backoffice/secret.html", document=key, secret=secret)


@admin.register(Departure)
class DepartureAdmin(DocumentAdmin):
    """People who left and what became of their papers."""

    resource = DEPARTURE
    icon = "logout"
    is_machinery = True
    columns = ("no", "user_name", "successor_name", "left_on", "reason", "created_at")
    references = {"user_id": User, "to_id": User, "successor_id": User}
    labels = {
        "user_id": _("离职人"),
        "user_name": _("离职人"),
        "to_id": _("接手人"),
        "successor_id": _("接手人"),
        "successor_name": _("接手人"),
        "on": _("离职日期"),
        "by_unit": _("按单元分给不同的人"),
        "by_unit.unit_id": _("单元"),
        "by_unit.to_id": _("接手人"),
        "label": _("单据"),
        "count": _("数量"),
    }
    facts = (
        (_("离职"), ("no", "user_name", "successor_name", "left_on", "reason", "keys_revoked")),
    )
    tables = (ChildTable(_("交接单据"), "moved", ("label", "count")),)
    empty = _("还没有人办理离职。")

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """This will say what the person has before it asks whose it shall be."""
        said = str(request.GET.get("user_id", ""))
        if request.method == "GET" and said.isdigit() and self.has_add_permission(request):
            owned = counts(handover.owned(int(said[:9])))
            listed = "、".join(f"{row['label']} {row['count']}" for row in owned)
            messages.info(request, _now("名下单据：{listed}").format(listed=listed or _now("无")))
        return super().create_view(request)
