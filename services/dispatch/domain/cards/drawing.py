"""A drawn signature: an SVG of strokes or a PNG, bounded, and unable to do anything but be looked at."""

import base64
import binascii
import re
import struct
import zlib

from services.dispatch.domain.cards.blank import has_colours, has_length
from services.dispatch.domain.refusals import DrawingUnusable

SVG, PNG = "data:image/svg+xml;base64,", "data:image/png;base64,"
_LONGEST_SIDE, _MOST_POINTS = 4000, 4_000_000
_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_HEADER_BYTES, _CHUNK_FRAME_BYTES = 13, 12
_NUMBERS = r"[0-9eE .,+-]{0,60}"
_SVG = re.compile(r'<svg((?:\s+[a-zA-Z:-]+="[^"<>&]*")*)\s*(?:/>|>(.*)</svg>)\s*', re.DOTALL)
_PATH = re.compile(r'\s*<path((?:\s+[a-z-]+="[^"<>&]*")*)\s*(?:/>|>\s*</path>)\s*')
_ATTRIBUTE = re.compile(r'([a-zA-Z:-]+)="([^"]*)"')
_OF_SVG = {
    "xmlns": re.compile(r"http://www\.w3\.org/2000/svg"),
    "version": re.compile(r"1\.[01]"),
    "width": re.compile(_NUMBERS + "(px)?"),
    "height": re.compile(_NUMBERS + "(px)?"),
    "viewBox": re.compile(_NUMBERS),
}
_OF_PATH = {
    "d": re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE .,+\s-]*"),
    "fill": re.compile(r"none|black|#([0-9a-fA-F]{3}){1,2}"),
    "stroke": re.compile(r"none|black|blue|#([0-9a-fA-F]{3}){1,2}"),
    "stroke-width": re.compile(_NUMBERS + "(px)?"),
    "stroke-linecap": re.compile(r"[a-z]{0,10}"),
    "stroke-linejoin": re.compile(r"[a-z]{0,10}"),
}

_NO_WIDTH = re.compile(r"\s*[+-]?(?:0+\.?0*|\.0+)(?:[eE][+-]?\d+)?(?:px)?\s*")


def checked_drawing(drawing: str) -> str:
    """The drawing as a data address; raises DrawingUnusable for anything but strokes, or a whole PNG."""
    kind = SVG if drawing.startswith(SVG) else PNG
    try:
        data = base64.b64decode(drawing.removeprefix(kind), validate=True)
    except (binascii.Error, ValueError):
        raise _unusable("it is not base64") from None
    if kind == SVG:
        _check_svg(data)
    else:
        _check_png(data)
    return drawing


def _check_svg(data: bytes) -> None:
    """Only one `svg` with `path`s: no script, style, link, text, entity or foreign element can be written in it."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise _unusable("the SVG is not UTF-8") from None
    whole = _SVG.fullmatch(text.strip())
    if whole is None:
        raise _unusable("the SVG holds something but paths")
    _check_attributes(whole[1], _OF_SVG)
    rest = whole[2] or ""
    is_drawn = False
    while rest.strip():
        path = _PATH.match(rest)
        if path is None:
            raise _unusable("the SVG holds something but paths")
        _check_attributes(path[1], _OF_PATH)
        is_drawn = is_drawn or _is_seen(dict(_ATTRIBUTE.findall(path[1])))
        rest = rest[path.end() :]
    if not is_drawn:
        raise _unusable("nothing is drawn in the SVG")


def _is_seen(path: dict[str, str]) -> bool:
    """A path is filled unless it says otherwise, and has a line only where it says so."""
    has_line = path.get("stroke", "none") != "none" and not _NO_WIDTH.fullmatch(path.get("stroke-width", "1"))
    return has_length(path.get("d", "")) and (has_line or path.get("fill", "black") != "none")


def _check_attributes(text: str, allowed: dict[str, re.Pattern[str]]) -> None:
    for name, value in _ATTRIBUTE.findall(text):
        if name not in allowed or not allowed[name].fullmatch(value):
            raise _unusable(f"the SVG may not say {name[:20]} like that")


def _check_png(data: bytes) -> None:
    """Whole, of a bounded size, from its header to its end, each part with its check sum, and not blank."""
    if not data.startswith(_PNG_BEGINS):
        raise _unusable("it is not a PNG")
    at, kinds, bodies = len(_PNG_BEGINS), list[bytes](), list[bytes]()
    while at + _CHUNK_FRAME_BYTES <= len(data) and kinds[-1:] != [b"IEND"]:
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + _CHUNK_FRAME_BYTES + length
        body = data[at + 8 : end - 4]
        if end > len(data) or zlib.crc32(kind + body) != struct.unpack_from(">I", data, end - 4)[0]:
            raise _unusable("the PNG is damaged")
        if not kinds:
            _check_header(kind, body)
        kinds.append(kind)
        bodies.append(body)
        at = end
    if at != len(data) or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds:
        raise _unusable("the PNG is not whole")
    _check_colours(bodies[0], b"".join(body for kind, body in zip(kinds, bodies, strict=True) if kind == b"IDAT"))


def _check_colours(header: bytes, pixels: bytes) -> None:
    try:
        is_drawn = has_colours(header, pixels)
    except (ValueError, zlib.error) as problem:
        raise _unusable(f"the PNG cannot be read: {problem}") from None
    if not is_drawn:
        raise _unusable("nothing is drawn in the PNG")


def _check_header(kind: bytes, body: bytes) -> None:
    if kind != b"IHDR" or len(body) != _HEADER_BYTES:
        raise _unusable("the PNG has no header")
    width, height = struct.unpack_from(">II", body)
    if not (0 < width <= _LONGEST_SIDE and 0 < height <= _LONGEST_SIDE and width * height <= _MOST_POINTS):
        raise _unusable(f"the PNG may have {_LONGEST_SIDE} points a side and {_MOST_POINTS} in all")


def _unusable(why: str) -> DrawingUnusable:
    return DrawingUnusable(f"the drawn signature cannot be kept: {why}", clause="5.4", field="drawing")
