"""The papers around a document: those it came from, those that came from it, its files."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from backend.core import overview, panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import reach, showing
from backend.core.backoffice.detail import Reader, Sheet, cell, columns_of, leads, named
from backend.core.backoffice.shapes import Shape, shapes
from backend.core.backoffice.words import Glossary
from backend.core.files import queries as files
from backend.core.files.models import Attachment
from backend.core.registry import Resource, resources

LATEST = 10
FEW = 3
WIDE = 6
MONEY = re.compile(r"amount|total|value|due|balance|paid")


@dataclass(frozen=True)
class Leaf:
    """A leaf of a page that has many papers: its mark, its name and the tables on it."""

    name: str
    label: str
    sheets: list[Sheet]
    rows: int


def papers(
    reader: Reader, *, party_path: str, shown: Collection[str] = (), lists: Collection[Any] = ()
) -> list[Sheet]:
    """This will gather the papers around: earlier ones it points at, later ones that point here.

    `shown` names the references that the facts of the page already lead to, `lists` the rows
    that its own tables tell.
    """
    beside = [_panel(reader, table) for table in panels.beside(reader.document, reader.actor)]
    told = {link for sheet in beside for link in sheet.links}
    found = [*_earlier(reader, shown), *beside, *_later(reader, told, lists)]
    return found + (_of_party(reader, party_path) if party_path else [])


def leaves(sheets: Sequence[Sheet]) -> list[Leaf]:
    """This will sort tables that belong to a leaf of a company's page onto it, in order."""
    found = []
    for tab in overview.Tab:
        mine = [sheet for sheet in sheets if sheet.tab == tab.value]
        if mine:
            rows = sum(len(sheet.rows) for sheet in mine)
            found.append(Leaf(tab.value, str(tab.label), mine, rows))
    return found


def _panel(reader: Reader, table: panels.Table) -> Sheet:
    """A table of another room beside this document."""
    columns = list(table.columns)
    return Sheet(
        table.label,
        columns=columns,
        numeric=[
            any(isinstance(row[at], Decimal) for row in table.rows) for at in range(len(columns))
        ],
        rows=[
            [showing.html(value, name="", glossary=reader.glossary) for value in row]
            for row in table.rows
        ],
        links=list(table.links),
        link=table.link,
    )


def _earlier(reader: Reader, shown: Collection[str]) -> list[Sheet]:
    declared = {r.model: r for r in resources()}
    rows, links = [], []
    met = [getattr(reader.document, name, None) for name in shown]
    for column in reader.document._meta.concrete_fields:
        known = declared.get(column.related_model) if column.is_relation else None
        pk = getattr(reader.document, column.attname) if known else None
        if known is None or pk is None or not reach.may_view(known, reader.actor):
            continue
        if column.attname in shown or pk in met:
            continue
        text = named(reader, known.code, pk)
        if text:
            rows.append([text, column.verbose_name])
            links.append(reach.address(known.model, pk))
    if not rows:
        return []
    return [Sheet(_("上游单据"), columns=[_("编号"), _("关系")], rows=rows, links=links)]


def _later(reader: Reader, told: Collection[str], lists: Collection[Any]) -> list[Sheet]:
    """Papers that point here, but for those that another table of the page has told already."""
    found = []
    for resource in resources():
        if resource.plural in lists:
            continue
        keys = [
            c.attname
            for c in resource.model._meta.concrete_fields
            if c.is_relation and c.related_model is type(reader.document)
        ]
        if not keys or not reach.may_view(resource, reader.actor):
            continue
        rows = policy.visible(resource.model, reader.actor)
        hits = list(rows.filter(**{keys[0]: reader.document.pk}).order_by("-pk")[: LATEST + 1])
        if hits and reach.address(resource.model, hits[0].pk) not in told:
            found.append(_table(resource, hits))
    return found


def _table(resource: Resource, hits: Sequence[Model]) -> Sheet:
    glossary = Glossary(resource.model)
    rows, links = [], []
    for hit in hits[:LATEST]:
        state = getattr(hit, "state", "")
        when = getattr(hit, "created_at", None)
        rows.append(
            [
                reach.name_of(hit),
                showing.html(str(state), name="state", glossary=glossary) if state else "",
                showing.plain(when, name="created_at", glossary=glossary) or "",
            ]
        )
        links.append(reach.address(resource.model, hit.pk))
    more = f" · {LATEST}+" if len(hits) > LATEST else f" · {len(hits)}"
    columns = [_("编号"), _("状态"), _("创建时间")]
    return Sheet(f"{resource.label}{more}", columns=columns, rows=rows, links=links)


def _of_party(reader: Reader, party_path: str) -> list[Sheet]:
    """The sections of the company's page; beside any other paper its latest ones, folded."""
    party = getattr(reader.document, party_path)
    filled = [
        (section, section.fill(party, reader.actor))
        for section in overview.sections()
        if reader.actor.may(section.permission)
    ]
    if _stands_for_party(reader, party_path):
        own = _held(reader)
        return [_section(reader, s, rows) for s, rows in filled if rows and s.label not in own]
    return _folded(reader, [(section, rows) for section, rows in filled if rows])


def _held(reader: Reader) -> set[Any]:
    """The kinds of paper that point at this very row: they have a table already."""
    return {
        resource.label
        for resource in resources()
        for column in resource.model._meta.concrete_fields
        if column.is_relation and column.related_model is type(reader.document)
    }


def _known(section: overview.Section) -> Resource | None:
    return next((r for r in resources() if overview.shape(r) is section.row), None)


def _section(reader: Reader, section: overview.Section, rows: overview.Rows) -> Sheet:
    known, kinds = _known(section), shapes(section.row)
    glossary = Glossary(known.model if known else type(reader.document))
    keys = [k for k in columns_of(rows, kinds) if leads(reader, k, kinds, glossary)]
    keys = _foremost([k for k in keys if not k.startswith("party_")], kinds)
    return Sheet(
        section.label,
        columns=[glossary.label(key) for key in keys],
        numeric=[key in kinds and kinds[key].kind == "decimal" for key in keys],
        rows=[
            [cell(reader, key, row.get(key), kinds.get(key), glossary) for key in keys]
            for row in rows[:LATEST]
        ],
        links=[reach.address(known.model, row["id"]) if known else "" for row in rows],
        tab=section.tab.value,
    )


def _foremost(keys: Sequence[str], kinds: Mapping[str, Shape]) -> list[str]:
    """Six columns, in their order; up to two of them are for figures, money first."""
    figures = [k for k in keys if k in kinds and kinds[k].kind == "decimal"]
    figures.sort(key=lambda key: not MONEY.search(key))
    others = [k for k in keys if k not in figures]
    kept = {*figures[: max(2, WIDE - len(others))], *others[: WIDE - min(2, len(figures))]}
    return [k for k in keys if k in kept]


def _folded(
    reader: Reader, filled: Sequence[tuple[overview.Section, overview.Rows]]
) -> list[Sheet]:
    """One table of the company's other papers, three of each kind, shut until asked for."""
    rows, links = [], []
    for section, found in filled:
        known = _known(section)
        if known is None or "no" not in known.row.model_fields:
            continue
        glossary = Glossary(known.model)
        others = [row for row in found if str(row["id"]) != str(reader.document.pk)]
        for row in others[:FEW]:
            state = row.get("state") or ""
            badge = showing.html(state, name="state", glossary=glossary) if state else ""
            rows.append([row.get("no"), known.label, badge])
            links.append(reach.address(known.model, row["id"]))
    if not rows:
        return []
    columns = [_("编号"), _("单据"), _("状态")]
    title = _("该往来单位的其他单据")
    return [Sheet(title, columns=columns, rows=rows, links=links, is_folded=True)]


def _stands_for_party(reader: Reader, party_path: str) -> bool:
    """The company's own row and its one customer row show its papers open."""
    column = reader.glossary.column(party_path)
    return party_path == "pk" or bool(column is not None and column.one_to_one)


def title_of(document: Any, resource: Resource) -> str:
    """This will name a document on its page: its number or name, never its bare id."""
    named = str(document)
    if named != str(document.pk):
        return named
    party = getattr(document, "party", None)
    return f"{party} · {resource.label}" if party else str(resource.label)


def files_of(document: Any, actor: Actor) -> list[Attachment]:
    """This will give the files of a visible document and those it carries, newest first."""
    return list(files.all_of(document, actor=actor)[:50])
