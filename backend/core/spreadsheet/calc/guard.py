"""Is it safe to unpack a workbook? Answered from its directory, before anything is unpacked.

A workbook is a zip. Its directory tells what each entry unpacks to; entries that say too much,
or whose stream gives more than they say, are refused. A single cell far away makes a reader
reserve the whole rectangle up to it, so the references of cells are looked at as well.
"""

import io
import re
import struct
import zipfile
import zlib

MAX_ROWS = 100_000
MAX_COLUMNS = 100
MAX_UNPACKED = 160 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_RATIO = 120
SMALL = 1024 * 1024
PIECE = 1024 * 1024
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_CRYPT = "EncryptedPackage".encode("utf-16-le")
_SHEET = re.compile(r"^xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
_FAR = re.compile(
    rb"""\br\s*=\s*["']\s*(?:[A-Za-z]{3,}|[D-Zd-z][A-Za-z]|[Cc][W-Zw-z])\d"""  # behind column CV
    rb"""|\br\s*=\s*["'][A-Za-z]*0*([1-9]\d{5,})"""  # row 100,000 and below
)


class Unreadable(Exception):
    """The file is not taken; `why` is a word for the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def kind_of(content: bytes) -> str:
    """This will tell by the first bytes whether a file is `xlsx` or text, `csv`.

    Raises Unreadable for an old or encrypted workbook and for an empty file.
    """
    if not content.strip():
        raise Unreadable("empty")
    if content[:8] == OLD_EXCEL:
        raise Unreadable("encrypted" if _CRYPT in content else "old")
    return "xlsx" if content[:4] == ZIP else "csv"


def inspect(content: bytes) -> None:
    """This will raise Unreadable for a workbook that is a bomb, encrypted, broken or none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise Unreadable("broken") from None
    _weigh(entries)
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Unreadable("other")
    if any("vbaproject" in name.lower() for name in names):
        raise Unreadable("macros")
    for entry in entries:
        _walk(content, entry)


def _weigh(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise Unreadable("bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable("bomb")
    for entry in entries:
        if entry.file_size > SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise Unreadable("bomb")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("broken")


def _walk(content: bytes, entry: zipfile.ZipInfo) -> None:
    """Go once through an entry, a piece at a time: it may not give more than it said."""
    is_sheet = bool(_SHEET.match(entry.filename))
    packed = _packed(content, entry)
    if entry.compress_type == zipfile.ZIP_STORED:
        if is_sheet:
            _look(packed)
        return
    unpack, given, tail = zlib.decompressobj(-15), 0, b""
    rest: bytes = packed
    try:
        while rest and not unpack.eof:
            piece = unpack.decompress(rest, PIECE)
            rest = unpack.unconsumed_tail
            given += len(piece)
            if given > entry.file_size:
                raise Unreadable("bomb")
            if is_sheet:
                _look(tail + piece)
                tail = piece[-40:]
    except zlib.error:
        raise Unreadable("broken") from None


def _packed(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The entry's own bytes, behind its local header."""
    start = entry.header_offset
    header = content[start : start + 30]
    if len(header) < 30 or header[:4] != ZIP:
        raise Unreadable("broken")
    name, extra = struct.unpack("<HH", header[26:30])
    begin = start + 30 + name + extra
    return content[begin : begin + entry.compress_size]


def _look(xml: bytes) -> None:
    for found in _FAR.finditer(xml):
        row = found.group(1)
        if row is None:
            raise Unreadable("wide")
        if len(row) > 7 or int(row) > MAX_ROWS + 20:
            raise Unreadable("long")
