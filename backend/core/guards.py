"""Facts that belong to the database, declared in a model's Meta.constraints."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BaseConstraint, Model


class AppendOnly(BaseConstraint):
    """Rows of this table are added, never edited or removed: a trigger refuses the rest."""

    def create_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """This will give the SQL that puts the guard on."""
        assert model is not None
        table = model._meta.db_table
        return (
            "CREATE OR REPLACE FUNCTION heng_append_only() RETURNS trigger AS $$ "
            "BEGIN RAISE EXCEPTION 'rows of %% are never changed', TG_TABLE_NAME "
            "USING ERRCODE = 'restrict_violation'; END $$ LANGUAGE plpgsql; "
            f'CREATE TRIGGER "{self.name}" BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION heng_append_only();"
        ).replace("%%", "%")

    def remove_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """This will give the SQL that takes the guard off."""
        assert model is not None
        return f'DROP TRIGGER IF EXISTS "{self.name}" ON "{model._meta.db_table}";'

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """This will defer the trigger until the table exists."""
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """This will check nothing in Python: the database does."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AppendOnly) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)
