"""A fact of the database about ranges: what may not overlap."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model


class NoOverlap(ExclusionConstraint):
    """Rows equal in some columns may not overlap in their ranges.

    Comparing plain columns in such an index takes an extension that ships with PostgreSQL; it is
    put in place with the first of these constraints.
    """

    def constraint_sql(
        self, model: type[Model] | None, schema_editor: BaseDatabaseSchemaEditor | None
    ) -> Any:
        """This will give the SQL of the constraint, the extension made sure of."""
        assert schema_editor is not None
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        return super().constraint_sql(model, schema_editor)
