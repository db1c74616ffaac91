"""Rows into tables by COPY, with indexes and foreign keys of big tables made afterwards."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.models import NOT_PROVIDED, JSONField, Model
from psycopg.types.json import Jsonb

INDEXES = """
SELECT format('DROP INDEX %%I', i.relname), pg_get_indexdef(i.oid)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = %s::regclass
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid)
"""
KEYS = """
SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', r.relname, c.conname),
       format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', r.relname, c.conname,
              pg_get_constraintdef(c.oid))
FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
WHERE c.conrelid = %s::regclass AND c.contype = 'f'
"""


def copy(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """This will add rows, given as values by column attribute; what is absent is the default."""
    fields = [
        f for f in model._meta.concrete_fields if f.db_default is NOT_PROVIDED and not f.generated
    ]
    fields = [f for f in fields if f.get_internal_type() not in ("BigAutoField", "AutoField")]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    defaults = [(f.attname, f.get_default(), isinstance(f, JSONField)) for f in fields]
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as out,
    ):
        for row in rows:
            values = (row.get(name, default) for name, default, _ in defaults)
            out.write_row(
                [
                    Jsonb(value) if is_json else value
                    for value, (_, _, is_json) in zip(values, defaults, strict=True)
                ]
            )
            count += 1
    return count


@contextmanager
def bare(*models: type[Model]) -> Iterator[None]:
    """This will take indexes and foreign keys off tables, and put them on again."""
    again: list[str] = []
    keys: list[str] = []
    with connection.cursor() as cursor:
        for model in models:
            for question, kept in ((KEYS, keys), (INDEXES, again)):
                cursor.execute(question, [model._meta.db_table])
                for drop, make in cursor.fetchall():
                    cursor.execute(drop)
                    kept.append(make)
    yield
    _build(again)
    for make in keys:
        with connection.cursor() as cursor:
            cursor.execute(make)


def _build(statements: list[str]) -> None:
    """Two at a time, the long ones (GIN) first, on connections of their own."""
    from concurrent.futures import ThreadPoolExecutor

    ordered = sorted(statements, key=lambda text: "USING gin" not in text)
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)

    def build(statement: str) -> None:
        with psycopg.connect(**parameters, autocommit=True) as own:
            own.execute("SET maintenance_work_mem = '512MB'")
            own.execute(statement)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(build, ordered))
