"""Rows into a table by COPY: several times faster than INSERT when there are a thousand."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

Prepare = Callable[[Any], Any]


def insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    """This will insert new rows; defaults and keys are those the rows carry.

    Constraints and triggers hold as for any insert. Raises IntegrityError as Django does.
    """
    if not rows:
        return
    columns = [c for c in model._meta.concrete_fields if not _is_generated(c, rows[0])]
    names = ", ".join(connection.ops.quote_name(str(c.column)) for c in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    read = [(c.attname, _prepare(c)) for c in columns]
    order = f"COPY {table} ({names}) FROM STDIN"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(order) as copy,
    ):
        for row in rows:
            known = row.__dict__
            copy.write_row([prepare(known[name]) for name, prepare in read])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _is_generated(column: "models.Field[Any, Any]", row: Any) -> bool:
    if isinstance(column, models.AutoField | models.BigAutoField):
        return True
    return isinstance(getattr(row, column.attname), DatabaseDefault)


def _prepare(column: "models.Field[Any, Any]") -> Prepare:
    if isinstance(column, models.JSONField):
        return lambda value: column.get_db_prep_save(value, connection)
    return _plain


def _plain(value: Any) -> Any:
    """A code out of a list is written as its text, not by the name Python gives it."""
    is_code = isinstance(value, str) and type(value) is not str
    return str.__str__(value) if is_code else value
