"""What a file is, told by its bytes, never by its name."""

import io
import zipfile

MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    XLSX: ".xlsx",
    DOCX: ".docx",
    "text/csv": ".csv",
}


class Bomb(Exception):
    """The file unpacks to far more than it weighs."""


def sniff(content: bytes) -> str:
    """This will give the mime type of a file, or an empty text when it is none we take.

    It raises Bomb for an office file that would unpack to more than 200 MB.
    """
    if content[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:5] == b"%PDF-":
        return "application/pdf"
    if content[:4] == b"PK\x03\x04":
        return _office(content)
    return "text/csv" if _is_table(content) else ""


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Bomb
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return ""
    if "xl/workbook.xml" in names:
        return XLSX
    return DOCX if "word/document.xml" in names else ""


def _is_table(content: bytes) -> bool:
    """Text with separators and without control characters or markup at its start."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = text.lstrip()[:1]
        if not start or start in "<{[%" or text.startswith("#!"):
            return False
        if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
            return False
        return any(mark in text.split("\n", 1)[0] for mark in ",;\t")
    return False
