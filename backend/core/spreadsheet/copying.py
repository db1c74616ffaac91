"""Rows into a table by COPY: several times faster than INSERT when there are a thousand."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    """This will insert new rows; defaults and keys are those the rows carry.

    Constraints and triggers hold as for any insert. Raises IntegrityError as Django does.
    """
    if not rows:
        return
    columns = [c for c in model._meta.concrete_fields if not _is_generated(c)]
    names = ", ".join(connection.ops.quote_name(c.column) for c in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    read = [(c.attname, c.get_db_prep_save) for c in columns]
    order = f"COPY {table} ({names}) FROM STDIN"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(order) as copy,
    ):
        for row in rows:
            copy.write_row([prepare(getattr(row, name), connection) for name, prepare in read])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _is_generated(column: "models.Field[Any, Any]") -> bool:
    is_serial = isinstance(column, models.AutoField | models.BigAutoField)
    return is_serial or column.db_default is not models.NOT_PROVIDED
