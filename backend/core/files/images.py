"""Making an image anew, so that nothing but its pixels is kept."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
QUALITY = 88


class TooManyPixels(Exception):
    """The image has more than 40 million pixels."""


class NoImage(Exception):
    """The bytes are no whole image of the kinds we take."""


@dataclass(frozen=True)
class Fresh:
    """A clean image and its size in pixels."""

    content: bytes
    width: int
    height: int


def renew(content: bytes, *, kind: str) -> Fresh:
    """This will decode an image of a Pillow format, turn it upright and encode it without metadata.

    It raises TooManyPixels before any pixel is decoded, and NoImage for broken data.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels
            upright = ImageOps.exif_transpose(image)
            clean = _plain(upright, kind=kind)
    except Image.DecompressionBombError:
        raise TooManyPixels from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise NoImage from None
    target = io.BytesIO()
    clean.save(target, format=kind, quality=QUALITY)
    return Fresh(target.getvalue(), clean.width, clean.height)


def _plain(image: Image.Image, *, kind: str) -> Image.Image:
    has_alpha = kind != "JPEG" and ("A" in image.getbands() or "transparency" in image.info)
    fresh = image.convert("RGBA" if has_alpha else "RGB")
    fresh.info = {}
    return fresh
