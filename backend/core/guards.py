"""Facts that belong to the database, declared in a model's Meta.constraints."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement
from django.db.models import BaseConstraint, ForeignKey, Model

_FUNCTION = """
CREATE OR REPLACE FUNCTION heng_append_only() RETURNS trigger AS $guard$
DECLARE
    key record;
    before jsonb; after jsonb;
    is_merge boolean;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD); after := to_jsonb(NEW);
        FOR key IN
            SELECT a.attname::text AS name, c.confrelid::regclass::text AS points_at,
                (SELECT pa.attname::text FROM pg_constraint pc
                 JOIN pg_attribute pa ON pa.attrelid = pc.conrelid AND pa.attnum = pc.conkey[1]
                 JOIN pg_index i ON i.indrelid = pc.conrelid AND i.indisunique
                    AND pc.conkey[1] = ANY (i.indkey)
                 WHERE pc.conrelid = c.confrelid AND pc.contype = 'f'
                    AND pc.confrelid = to_regclass('core_party')
                 LIMIT 1) AS party_column
            FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            WHERE c.conrelid = TG_RELID AND c.contype = 'f'
            UNION ALL
            SELECT TG_ARGV[at], TG_ARGV[at + 1], TG_ARGV[at + 2]
            FROM generate_series(0, TG_NARGS - 1, 3) AS at
        LOOP
            CONTINUE WHEN before -> key.name IS NOT DISTINCT FROM after -> key.name;
            is_merge := false;
            IF key.points_at = 'core_party' THEN
                EXECUTE 'SELECT EXISTS (SELECT 1 FROM core_party WHERE (id, merged_into_id) IN '
                    || '(($1::uuid, $2::uuid), ($2::uuid, $1::uuid)))'
                INTO is_merge USING before ->> key.name, after ->> key.name;
            ELSIF key.party_column IS NOT NULL THEN
                EXECUTE format(
                    'SELECT EXISTS (SELECT 1 FROM %1$s o, %1$s n, core_party p '
                    || 'WHERE o.id = $1::uuid AND n.id = $2::uuid AND (p.id, p.merged_into_id) IN '
                    || '((o.%2$I, n.%2$I), (n.%2$I, o.%2$I)))', key.points_at, key.party_column)
                INTO is_merge USING before ->> key.name, after ->> key.name;
            END IF;
            IF is_merge THEN
                before := before - key.name; after := after - key.name;
            END IF;
        END LOOP;
        IF before = after AND to_jsonb(OLD) <> to_jsonb(NEW) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $guard$ LANGUAGE plpgsql;
"""


def _loose_keys(model: type[Model]) -> str:
    """Keys the database knows nothing of: column, table, and the column of its company."""
    found = []
    for field in model._meta.concrete_fields:
        target = field.related_model
        is_held = getattr(field, "db_constraint", True)
        if not isinstance(field, ForeignKey) or is_held or isinstance(target, str):
            continue
        for other in target._meta.concrete_fields:  # type: ignore[union-attr]
            if isinstance(other, ForeignKey) and other.unique and _is_party(other):
                found += [field.column, target._meta.db_table, other.column]  # type: ignore[union-attr]
    return ", ".join(f"'{name}'" for name in found)


def _is_party(field: "ForeignKey[Any, Any]") -> bool:
    return getattr(field.related_model, "_meta", None) is not None and (
        field.related_model._meta.label_lower == "core.party"
    )


class AppendOnly(BaseConstraint):
    """Rows of this table are added, never edited or removed: a trigger refuses the rest.

    One thing may follow: a key to a company goes with it when that company was merged into
    another, and comes back when the merge is undone. The database itself checks that the two
    are one; nothing else of the row may change with it.
    """

    def create_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> str:
        """This will give the SQL that puts the guard on."""
        assert model is not None
        table = model._meta.db_table
        return (
            _FUNCTION + f'CREATE TRIGGER "{self.name}" BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION heng_append_only({_loose_keys(model)});"
        )

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


class TrigramIndex(GinIndex):
    """Finds texts that are like another; it brings the extension it needs along."""

    def __init__(self, *expressions: Any, **kwargs: Any) -> None:
        if not expressions:
            kwargs.setdefault("opclasses", ["gin_trgm_ops"] * len(kwargs.get("fields", ())))
        super().__init__(*expressions, **kwargs)

    def create_sql(
        self,
        model: type[Model],
        schema_editor: BaseDatabaseSchemaEditor,
        using: str = "",
        **kwargs: Any,
    ) -> Statement:
        """This will give the SQL that makes the index, after the extension."""
        statement = super().create_sql(model, schema_editor, using=using, **kwargs)
        statement.template = f"CREATE EXTENSION IF NOT EXISTS pg_trgm; {statement.template}"
        return statement
