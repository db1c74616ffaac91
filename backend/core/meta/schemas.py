"""The registry as machines see it."""

from backend.core import types


class WordOut(types.Out):
    """A value of a fixed list and what it is called."""

    value: str
    label: str


class FieldOut(types.Out):
    """A field and what it is called."""

    name: str
    label: str


class EnumOut(types.Out):
    """A field with a fixed list; a field of a row inside is named with a dot."""

    field: str
    values: list[WordOut]


class VerbOut(types.Out):
    """Something the caller may do with a document, and where."""

    name: str
    label: str
    permission: str
    danger: bool
    method: str
    path: str
    needs_input: bool


class DocumentOut(types.Out):
    """A kind of document."""

    code: str
    label: str
    path: str
    states: list[WordOut]
    verbs: list[VerbOut]
    fields: list[FieldOut]
    enums: list[EnumOut]


class MetaOut(types.Out):
    """Every kind of document the caller may see."""

    language: str
    documents: list[DocumentOut]
