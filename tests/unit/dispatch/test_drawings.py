"""A drawn signature can do nothing but be looked at: strokes in an SVG, or a whole bounded PNG."""

import base64
import struct
import zlib

import pytest

from services.dispatch.domain.cards.drawing import PNG, SVG, checked_drawing
from services.dispatch.domain.refusals import DrawingUnusable

HEAD = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80"'
STROKE = '<path d="M10 20 L30 40 q 5,5 10-5" stroke="#000" stroke-width="2" fill="none"/>'


def svg(text: str) -> str:
    return SVG + base64.b64encode(text.encode()).decode()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 200, height: int = 80, *, parts: tuple[bytes, ...] = ()) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = parts or (chunk(b"IDAT", zlib.compress(b"\0")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(body)


def as_png(data: bytes) -> str:
    return PNG + base64.b64encode(data).decode()


@pytest.mark.parametrize(
    "drawing",
    [
        svg(f"<svg {HEAD}>{STROKE}{STROKE}</svg>"),
        svg('<svg><path d="M10,20 30,40"/></svg>'),
        svg(f'<svg {HEAD} width="200" height="80px">\n  {STROKE}\n  <path d="M1 1"></path>\n</svg>\n'),
        as_png(png()),
        as_png(png(4000, 4000)),
    ],
)
def test_strokes_and_whole_pictures_are_kept_as_they_were_drawn(drawing: str) -> None:
    assert checked_drawing(drawing) == drawing


@pytest.mark.parametrize(
    "text",
    [
        "<svg/>",
        "<svg></svg>",
        f"<svg {HEAD}>  </svg>",
        "<svg><path/></svg>",
        '<svg><path d=""/></svg>',
        '<svg><path d="M1 1"/></svg>',
        '<svg><path d="Mz"/></svg>',
        '<svg><path stroke="#000" d="M1 1z"/></svg>',
    ],
)
def test_an_empty_drawing_is_no_signature(text: str) -> None:
    with pytest.raises(DrawingUnusable, match="nothing is drawn"):
        checked_drawing(svg(text))


@pytest.mark.parametrize(
    "text",
    [
        "<svg><script>alert(1)</script></svg>",
        '<svg onload="alert(1)"/>',
        f'<svg {HEAD}><path d="M1 1" onclick="x()"/></svg>',
        f'<svg {HEAD}><path d="M1 1" style="background:url(http://x)"/></svg>',
        f'<svg {HEAD}><a href="http://x">{STROKE}</a></svg>',
        f'<svg {HEAD}><image href="http://x"/></svg>',
        f'<svg {HEAD}><use href="#x"/></svg>',
        f"<svg {HEAD}><foreignObject/></svg>",
        f"<svg {HEAD}>{STROKE}<text>hello</text></svg>",
        f"<svg {HEAD}>hello</svg>",
        f"<svg {HEAD}>{STROKE}</svg>{STROKE}",
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg/>',
        f"<svg {HEAD}><!-- x --></svg>",
        '<svg xmlns="http://evil"/>',
        f'<svg {HEAD}><path d="M1 1 javascript:alert(1)"/></svg>',
        f'<svg {HEAD}><path fill="url(#x)"/></svg>',
        "",
    ],
)
def test_an_svg_that_could_do_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DrawingUnusable) as refused:
        checked_drawing(svg(text))
    assert refused.value.field == "drawing"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        png()[:-1],
        png() + b"more",
        png().replace(b"IDAT", b"IDAX"),
        png(4001, 80),
        png(200, 0),
        png(parts=(chunk(b"IEND", b""),)),
        png(parts=(chunk(b"IDAT", b""),)),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31) + b"IHDR" + b"0" * 20,
    ],
)
def test_a_png_that_is_not_whole_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(DrawingUnusable):
        checked_drawing(as_png(data))


@pytest.mark.parametrize("drawing", [SVG + "%%%", SVG + "AB", PNG + "a===", SVG + base64.b64encode(b"\xff").decode()])
def test_what_is_not_base64_or_text_is_refused(drawing: str) -> None:
    with pytest.raises(DrawingUnusable):
        checked_drawing(drawing)
