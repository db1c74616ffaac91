"""The single steps of a merge, each written down so that it can be taken back."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.core.documents import actions as documents
from backend.core.documents.models import Document
from backend.core.errors import NotNow

CHUNK = 2_000
SEARCH = ("search_text", "search_private", "search_grams")
Step = dict[str, Any]


class Changed(NotNow):
    """What was merged has been worked on since."""

    sentence = _("合并后“{what}”已有新的变动（{why}），不能撤销。请先恢复这些变动。")


def freeze(field: Any, value: Any) -> Any:
    """This will write a column's value so that JSON keeps it exactly."""
    if value is None or isinstance(value, bool | int | str) or isinstance(field, models.JSONField):
        return value
    if isinstance(field, ArrayField):
        return [freeze(field.base_field, item) for item in value]
    return str(value)


def thaw(field: Any, value: Any) -> Any:
    """This will read a column's value back."""
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, ArrayField):
        return [thaw(field.base_field, item) for item in value]
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)


def row_of(row: Model) -> dict[str, Any]:
    """This will write a whole row."""
    return {f.attname: freeze(f, getattr(row, f.attname)) for f in row._meta.concrete_fields}


def move(model: type[Model], column: str, keys: Iterable[Any], *, to: Any, was: Any) -> list[Step]:
    """This will let rows point at another one; it gives the steps that did it."""
    ids = [str(key) for key in keys]
    done = []
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        model._base_manager.filter(pk__in=part).update(**{column: to})
        reindex(model, part)
        done.append(
            {
                "do": "move",
                "model": model._meta.label,
                "column": column,
                "ids": part,
                "from": str(was),
                "to": str(to),
            }
        )
    return done


def change(row: Model, **values: Any) -> list[Step]:
    """This will set columns of a row, when they differ; it gives the step that did it."""
    fields = {f.attname: f for f in row._meta.concrete_fields}
    before = {n: freeze(fields[n], getattr(row, n)) for n in values}
    after = {n: freeze(fields[n], v) for n, v in values.items()}
    if before == after:
        return []
    _update(type(row), row.pk, values)
    for name, value in values.items():
        row.__dict__[name] = value
    return [
        {
            "do": "change",
            "model": row._meta.label,
            "id": str(row.pk),
            "before": before,
            "after": after,
        }
    ]


def remove(row: Model) -> Step:
    """This will take a row away whose twin stays; nothing may point at it any more."""
    kept = row_of(row)
    type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")
    return {"do": "remove", "model": row._meta.label, "row": kept}


def undo(steps: list[Step]) -> None:
    """This will take steps back, the last first. It raises Changed when a row went on living."""
    for step in reversed(steps):
        _UNDO[step["do"]](apps.get_model(step["model"]), step)


def _unmove(model: type[Model], step: Step) -> None:
    column, ids = step["column"], step["ids"]
    there = model._base_manager.filter(pk__in=ids, **{column: step["to"]})
    count = there.count()
    if count != len(ids):
        raise Changed(what=model._meta.verbose_name, why=_("有行被删除或改挂到别处"))
    there.update(**{column: step["from"]})
    reindex(model, ids)


def _unchange(model: type[Model], step: Step) -> None:
    fields = {f.attname: f for f in model._meta.concrete_fields}
    row = model._base_manager.filter(pk=step["id"]).first()
    now = {n: freeze(fields[n], getattr(row, n)) for n in step["after"]} if row else {}
    if now != step["after"]:
        names = [n for n, value in step["after"].items() if now.get(n) != value]
        labels = "、".join(str(fields[n].verbose_name) for n in names)
        raise Changed(what=model._meta.verbose_name, why=labels)
    _update(model, step["id"], {n: thaw(fields[n], v) for n, v in step["before"].items()})


def _unremove(model: type[Model], step: Step) -> None:
    """A moment the column writes itself is put back as it was, in a second statement."""
    fields = {f.attname: f for f in model._meta.concrete_fields}
    values = {n: thaw(fields[n], v) for n, v in step["row"].items() if n in fields}
    row = model(**values)
    if model._base_manager.filter(pk=row.pk).exists():
        raise Changed(what=model._meta.verbose_name, why=_("标识已被占用"))
    model._base_manager.bulk_create([row])
    clocks = {n for n, f in fields.items() if getattr(f, "auto_now_add", False)}
    clocks |= {n for n, f in fields.items() if getattr(f, "auto_now", False)}
    if clocks & values.keys():
        _update(model, row.pk, {n: values[n] for n in clocks & values.keys()})


_UNDO = {"move": _unmove, "change": _unchange, "remove": _unremove}


def _update(model: type[Model], pk: Any, values: dict[str, Any]) -> None:
    """A protected state is written as the plain column it is: the merge is no move of its own."""
    fields = {f.attname: f for f in model._meta.concrete_fields}
    table = connection.ops.quote_name(model._meta.db_table)
    sets = ", ".join(f"{connection.ops.quote_name(str(fields[n].column))} = %s" for n in values)
    params = [fields[n].get_db_prep_save(v, connection) for n, v in values.items()]
    key = connection.ops.quote_name(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} WHERE {key} = %s", [*params, pk])  # noqa: S608


def reindex(model: type[Model], ids: Iterable[Any]) -> None:
    """This will let the search box find moved papers by their company's present name."""
    if not issubclass(model, Document) or not any("__" in n for n in model.SEARCH):
        return
    rows = list(model._base_manager.filter(pk__in=list(ids)))
    for row in rows:
        documents.index(row)
    model._base_manager.bulk_update(rows, SEARCH, batch_size=500)
