"""Attaching files: told by content, made clean, kept within bounds, seen by those who may."""

import io
import struct
import uuid
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook
from PIL import Image

from backend.core.access.models import Scope
from backend.core.events.models import Event
from backend.core.files.models import Attachment
from tests.core.party.test_create import cable
from tests.house_kit import API, Door, door_for, person, unit


@pytest.fixture(autouse=True)
def _shelf(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def attach(
    door: Door, made: dict[str, Any], content: bytes, *, name: str = "a.bin", key: str = ""
) -> Any:
    """Upload a file to a party."""
    client = door.client or Client()
    response = client.post(
        f"{API}/core/attachments",
        {
            "document": "core.party",
            "document_id": made["id"],
            "kind": "photo",
            "file": SimpleUploadedFile(name, content),
        },
        headers={"Idempotency-Key": key or str(uuid.uuid4())},
    )
    return response


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), **extra: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(target, kind, **extra)
    return target.getvalue()


def turned_with_place() -> bytes:
    """A photo held upright, with a camera, and a place in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRETCAMERA"
    return picture(exif=exif)


def huge_png(width: int, height: int) -> bytes:
    """A PNG that says it is huge and weighs nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    magic = b"\x89PNG\r\n\x1a\n"
    return magic + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def office_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            for _ in range(201):
                part.write(b"\0" * 1024 * 1024)
    return target.getvalue()


def workbook() -> bytes:
    target = io.BytesIO()
    Workbook().save(target)
    return target.getvalue()


@pytest.fixture
def made(boss: Door) -> dict[str, Any]:
    return boss.do("/core/parties", cable())


def test_a_photo_is_turned_upright_and_loses_its_metadata(boss: Door, made: dict[str, Any]) -> None:
    answer = attach(boss, made, turned_with_place(), name="../../正面 照.PNG")

    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert (row["name"], row["mime"]) == ("正面 照.jpg", "image/jpeg")
    assert (row["width"], row["height"]) == (20, 40)
    back = boss.get(f"/core/attachments/{row['id']}/content")
    content = b"".join(back.streaming_content)
    assert b"SECRETCAMERA" not in content
    assert len(Image.open(io.BytesIO(content)).getexif()) == 0
    assert back["X-Content-Type-Options"] == "nosniff"
    assert back["Content-Disposition"].startswith("attachment;")
    assert len(content) == row["size"]
    event = Event.objects.get(name="core.attachment.added")
    assert (str(event.document_id), event.payload["sha256"]) == (made["id"], row["sha256"])


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (b"%PDF-1.7\n%stuff", "application/pdf"),
        (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("日期,价格\n2026-07-01,78000".encode(), "text/csv"),
        ("日期,价格\n2026-07-01,78000".encode("gb18030"), "text/csv"),
    ],
)
def test_the_kind_is_told_by_the_content(
    boss: Door, made: dict[str, Any], content: bytes, mime: str
) -> None:
    answer = attach(boss, made, content, name="x.exe")

    assert answer.status_code == 201, answer.content
    assert answer.json()["mime"] == mime
    assert not answer.json()["name"].endswith(".exe")


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not-taken"),
        (b"<html>,<script>1</script>", "not-taken"),
        (b"MZ\x90\x00", "not-taken"),
        (b"GIF89a" + b"\0" * 40, "not-taken"),
        (b"%!PS-Adobe-3.0 EPSF,x", "not-taken"),
        (picture()[:300], "not-taken"),
        (b"\xff\xd8\xff junk", "not-taken"),
        (b"PK\x03\x04 junk", "not-taken"),
        (huge_png(50_000, 50_000), "too-big-inside"),
        (huge_png(13_000, 13_000), "too-big-inside"),
        (huge_png(8_001, 5_000), "too-big-inside"),
        (office_bomb(), "too-big-inside"),
    ],
)
def test_what_is_no_file_of_ours_or_a_bomb_is_refused(
    boss: Door, made: dict[str, Any], content: bytes, type_: str
) -> None:
    answer = attach(boss, made, content, name="photo.jpg")

    assert answer.status_code == 422, answer.content
    assert answer.json()["type"] == f"/problems/{type_}"
    assert Attachment.objects.count() == 0
    assert default_storage.listdir("")[0] == []


def test_a_file_beyond_20_mb_is_refused(boss: Door, made: dict[str, Any]) -> None:
    answer = attach(boss, made, b"%PDF-" + b"0" * (20 * 1024 * 1024))

    assert answer.status_code == 413
    assert Attachment.objects.count() == 0


def test_a_repeated_upload_is_one_file(boss: Door, made: dict[str, Any]) -> None:
    first = attach(boss, made, picture(), key="k")
    again = attach(boss, made, picture(), key="k")
    other = attach(boss, made, picture(size=(10, 10)), key="k")

    assert first.content == again.content
    assert other.status_code == 422
    assert Attachment.objects.count() == 1


def test_who_may_attach_and_read(
    boss: Door, stranger: Door, nobody: Door, made: dict[str, Any]
) -> None:
    see = {"core.view_party": Scope.ALL}
    reader = door_for(person("reader", grants=see))
    writer = door_for(person("writer", grants={**see, "core.change_party": Scope.ALL}))
    east = unit("华东")
    neighbour = door_for(
        person("neighbour", team=east, grants={"core.view_party": Scope.TEAM, **{}})
    )

    refused = [attach(door, made, picture()).status_code for door in (nobody, stranger, reader)]
    nothing = Attachment.objects.count()
    hidden = attach(neighbour, made, picture()).status_code
    row = attach(writer, made, picture()).json()
    path = f"/core/attachments/{row['id']}"

    assert refused == [401, 404, 403]
    assert nothing == 0
    assert hidden == 404
    assert reader.see(path)["sha256"] == row["sha256"]
    listing = {"document": "core.party", "document_id": made["id"]}
    assert len(reader.see("/core/attachments", **listing)["items"]) == 1
    for door, status in ((nobody, 401), (stranger, 403), (neighbour, 404)):
        assert door.get(path).status_code == status
        assert door.get(f"{path}/content").status_code == status
    assert neighbour.get("/core/attachments", **listing).status_code == 404
    assert reader.post(f"{path}/remove", {"reason": "传错了"}).status_code == 403
    assert writer.post(f"{path}/remove", {"reason": "传错了"}).status_code == 204
    assert reader.get(path).status_code == 404
    assert Event.objects.get(name="core.attachment.removed").reason == "传错了"
