"""The question why, and its answer, as machines see them."""

from typing import Literal

from backend.core import types
from backend.core.http.doors import Filters

ScopeName = Literal["none", "own", "team", "tree", "region", "all"]
ModeName = Literal["hidden", "masked", "readonly", "write"]


class ExplainQuery(Filters):
    """Whose right to what: a verb of a document or one of its fields, perhaps on one row."""

    user: types.count(1, 2_147_483_647)
    document: types.text(64, minimum=3)
    verb: types.text(64) = ""
    field: types.text(64) = ""
    document_id: types.Id | None = None


class ExplainStepOut(types.Out):
    """One link of the chain; what does not count is there to show what was looked at.

    `account` and `superuser` are about the log-in, `role` about an assignment (its value is the
    last day), `grant` and `field_rule` about what the role says (empty: nothing), `open_field`
    says that no rule closes the field, `unit` names a unit within the scope.
    """

    kind: Literal[
        "account", "superuser", "role", "grant", "field_rule", "open_field", "unit"
    ]  # fmt: skip
    role: str
    role_name: str
    subject: str
    value: str
    counts: bool


class ExplainOut(types.Out):
    """The answer that holds at every door: the widest scope and, of a field, the most open mode.

    A field of a document that may not be viewed at all is hidden whatever its rules say. `row`
    tells whether the row asked about is in reach and by what; it is empty when none was named.
    """

    user: int
    document: str
    permission: str
    field: str
    scope: ScopeName
    scope_label: str
    mode: ModeName | None
    mode_label: str
    row: Literal["", "absent", "out_of_reach", "in_scope", "lent", "shared"]
    steps: list[ExplainStepOut]
