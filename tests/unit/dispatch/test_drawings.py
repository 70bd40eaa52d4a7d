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


def png(width: int = 200, height: int = 80, *, parts: tuple[bytes, ...] = (), pixels: bytes | None = None) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = pixels if pixels is not None else b"\0\xff\0" + bytes(width - 2) + bytes(1 + width) * (height - 1)
    body = parts or (chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b""))
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
        svg(f'<svg {HEAD}><path d="M10 20a5 5 0 0110 10" stroke="#000" fill="none"/></svg>'),
        svg(f'<svg {HEAD}><path d="M10 20 L30 40" stroke="#000" fill="none"/><path d="M1 1"/></svg>'),
        as_png(png(4000, 1000)),
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
        '<svg><path d="M1 1 M2 2 m3 3z"/></svg>',
        '<svg><path d="M10 20 L10 20 H10 V20 l0 0"/></svg>',
        '<svg><path d="M10 20 C10 20 10 20 10 20"/></svg>',
        '<svg><path d="M1 2m3 4"/><path d="M5 6"/></svg>',
        '<svg><path stroke="#000" d="M1 1z"/></svg>',
        '<svg><path d="M10 20a5 5 0 0 1 0 0z" stroke="#000"/></svg>',
        '<svg><path d="M10 20 L30 40" fill="none"/></svg>',
        '<svg><path d="M10 20 L30 40" fill="none" stroke="none"/></svg>',
        '<svg><path d="M10 20 L30 40" fill="none" stroke="#000" stroke-width="0"/></svg>',
        '<svg><path d="M10 20 L30 40" fill="none" stroke="#000" stroke-width=".0px"/></svg>',
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
        '<svg><path d="M1 1 L2 2" opacity="0"/></svg>',
        '<svg><path d="M1 1 L2 2" stroke="#0000"/></svg>',
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
        png(4000, 1001),
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


def rgba(*lines: bytes, width: int = 2, depth: int = 8, colours: int = 6) -> bytes:
    header = struct.pack(">IIBBBBB", width, len(lines), depth, colours, 0, 0, 0)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"".join(lines))), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


W, B, NONE, HALF = b"\xff\xff\xff\xff", b"\x00\x00\x00\xff", b"\x00\x00\x00\x00", b"\x80\x80\x80\x80"
PICTURES = [
    # lines, each with its filter                                               is anything drawn?
    ((b"\0" + W + W, b"\0" + W + W), False),
    ((b"\0" + NONE + NONE, b"\0" + NONE + NONE), False),
    ((b"\1" + W + NONE, b"\1" + W + NONE), False),
    ((b"\2" + W + W, b"\2" + NONE + NONE), False),
    ((b"\3" + W + HALF, b"\3" + HALF + NONE), False),
    ((b"\4" + W + NONE, b"\4" + NONE + NONE), False),
    ((b"\1" + W + NONE, b"\2" + NONE + NONE, b"\0" + W + W), False),
    ((b"\0" + W + B, b"\0" + W + W), True),
    ((b"\0" + W + W, b"\0" + W + B), True),
    ((b"\1" + W + B, b"\1" + W + NONE), True),
    ((b"\2" + W + W, b"\2" + NONE + B), True),
    ((b"\2" + W + W, b"\1" + NONE + W), True),
]  # fmt: skip


BITS = [(b"\0\xff", False), (b"\0\x00", False), (b"\0\xf7", True)]
"""Eight points that share a byte."""
BLANK = [rgba(*lines) for lines, is_drawn in PICTURES if not is_drawn]
DRAWN = [rgba(*lines) for lines, is_drawn in PICTURES if is_drawn]
BLANK += [rgba(line, line, width=8, depth=1, colours=0) for line, is_drawn in BITS if not is_drawn]
DRAWN += [rgba(line, line, width=8, depth=1, colours=0) for line, is_drawn in BITS if is_drawn]


@pytest.mark.parametrize("picture", BLANK)
def test_a_picture_of_one_colour_is_no_signature_however_its_lines_are_written(picture: bytes) -> None:
    with pytest.raises(DrawingUnusable, match="nothing is drawn"):
        checked_drawing(as_png(picture))


@pytest.mark.parametrize("picture", DRAWN)
def test_a_picture_of_two_colours_is_kept(picture: bytes) -> None:
    assert checked_drawing(as_png(picture)) == as_png(picture)


@pytest.mark.parametrize("pixels", [b"", b"\0" + b"\xff" * 200, b"\0"])
def test_a_picture_without_all_its_lines_is_refused(pixels: bytes) -> None:
    with pytest.raises(DrawingUnusable, match="cannot be read"):
        checked_drawing(as_png(png(pixels=pixels)))


def interlaced(width: int, height: int, *, black_at: tuple[int, int] | None = None) -> bytes:
    """A white grey picture in the seven passes of Adam7, with one black point or none."""
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    lines = b"".join(
        b"\0" + bytes(0 if (x, y) == black_at else 255 for x in range(left, width, right))
        for left, top, right, down in passes
        for y in range(top, height, down)
        if left < width
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b""))
    )


@pytest.mark.parametrize("black_at", [(0, 0), (4, 0), (0, 4), (2, 0), (0, 2), (1, 0), (0, 1), (12, 9)])
def test_a_picture_that_is_written_in_passes_is_looked_into_as_well(black_at: tuple[int, int]) -> None:
    for width, height in ((13, 10), (3, 2)):
        with pytest.raises(DrawingUnusable, match="nothing is drawn"):
            checked_drawing(as_png(interlaced(width, height)))
    drawn = as_png(interlaced(13, 10, black_at=black_at))
    assert checked_drawing(drawn) == drawn


def test_a_picture_is_only_unpacked_until_something_is_drawn() -> None:
    drawn = as_png(png(4000, 1000, pixels=b"\0\xff\0" + bytes(3998)))
    assert checked_drawing(drawn) == drawn  # the other lines are not there, and nobody has looked for them
