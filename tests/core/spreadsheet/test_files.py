"""Which files are taken: bombs are refused before they are unpacked, Chinese text is recognised."""

import io
import struct
import zipfile
import zlib

import pytest

from tests.core.spreadsheet.kit import book, send, text, uploaded
from tests.house_kit import Door

HEADS = ["主题", "来源", "公司"]
ROW = ["询铜杆", "展会", "江苏远东电缆"]


def packed(**files: bytes) -> bytes:
    """A zip that is named like a workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return target.getvalue()


def sheet(cells: bytes) -> bytes:
    """A workbook whose sheet holds these cells."""
    return packed(xl__worksheets__sheet1=b"<sheetData>" + cells + b"</sheetData>")


def lying() -> bytes:
    """A workbook whose directory says an entry is small; it is not."""
    content = packed(xl__sharedStrings=b"A" * 5_000_000)
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/sharedStrings"))
    size = at + 24
    return content[:size] + struct.pack("<I", 1_000) + content[size + 4 :]


def encrypted() -> bytes:
    """A workbook with a password is an old container with a known name inside."""
    mark = "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + mark


def other() -> bytes:
    """A zip, but no workbook."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return target.getvalue()


BAD = {
    "a shared string of 300 MB": (packed(xl__sharedStrings=b"A" * 300_000_000), "解压后过大"),
    "a ratio of 1000": (packed(xl__sharedStrings=b"A" * 20_000_000), "解压后过大"),
    "a directory that lies": (lying(), "解压后过大"),
    "five thousand entries": (
        packed(**{f"xl__x{n}": b"" for n in range(2_100)}), "解压后过大",
    ),
    "a cell in the last corner": (sheet(b'<c r="XFD1048576"><v>1</v></c>'), "超过 100 列"),
    "a cell a million rows down": (sheet(b'<c r="A1048576"><v>1</v></c>'), "超过 100,000 行"),
    "single quotes are seen too": (sheet(b"<c r='CW7'><v>1</v></c>"), "超过 100 列"),
    "a password": (encrypted(), "密码"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, ".xls"),
    "a damaged workbook": (b"PK\x03\x04" + b"junk" * 50, "已损坏"),
    "a zip of something else": (other(), "不是 Excel 工作簿"),
    "nothing": (b"   ", "文件是空的"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xff\xfe" * 9, "CSV"),
    "headings only": (book(HEADS), "没有找到标题行"),
    "one heading twice": (book(["主题", "主题"], ["a", "b"]), "出现了两次"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_none_is_refused_with_what_to_do(boss: Door, name: str) -> None:
    content, words = BAD[name]

    answer = send(boss, "crm.lead", content)

    assert answer.status_code == 422, name
    assert words in answer.body["detail"], answer.body["detail"]


def test_bombs_are_refused_without_unpacking_them(
    boss: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The directory says enough: no entry is opened."""

    def never(*given: object) -> object:
        raise AssertionError("unpacked")

    content = packed(xl__sharedStrings=b"A" * 300_000_000)
    monkeypatch.setattr(zlib, "decompressobj", never)
    monkeypatch.setattr(zipfile.ZipFile, "open", never)

    assert send(boss, "crm.lead", content).status_code == 422


@pytest.mark.parametrize(
    ("encoding", "sign", "said"),
    [
        ("utf-8", ",", "utf-8"),
        ("utf-8-sig", ",", "utf-8-sig"),
        ("gb18030", ",", "gb18030"),
        ("gb18030", "\t", "gb18030"),
        ("utf-16", "\t", "utf-16"),
        ("utf-8", ";", "utf-8"),
    ],
)
def test_chinese_text_is_read_in_the_encodings_people_save(
    boss: Door, encoding: str, sign: str, said: str
) -> None:
    content = text(HEADS, ROW, ["铀𬬻", "web", ""], encoding=encoding, sign=sign)

    batch = uploaded(boss, "crm.lead", content, name="线索.csv")

    assert (batch["encoding"], batch["total"], batch["headers"]) == (said, 2, HEADS)
    assert batch["mapping"] == {"0": "title", "1": "source", "2": "company"}


def test_a_document_that_takes_no_rows_is_named(boss: Door) -> None:
    answer = send(boss, "crm.contract", book(HEADS, ROW))

    assert (answer.status_code, answer.body["detail"]) == (422, "这种单据不支持导入。")
