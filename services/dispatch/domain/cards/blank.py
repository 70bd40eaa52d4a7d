"""Whether anything is drawn at all: a path that has a length, a picture that has more than one colour."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache

_COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAa])((?:[^A-Za-z]|[eE])*)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NUMBERS_OF = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = frozenset({1, 2, 4, 8, 16})
_BYTE = 8
_SAMPLES_OF_ONE_COLOUR = {1: (0x00, 0xFF), 2: (0x00, 0x55, 0xAA, 0xFF), 4: tuple(range(0x00, 0x100, 0x11))}
"""Bytes that hold several points, all of the same colour, by the bits of a point."""
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Where each pass of an interlaced PNG begins, and its steps to the right and down."""

Point = tuple[float, float]


def has_length(path: str) -> bool:
    """Whether the pen moves while it is down: moving it alone draws nothing, nor does a line to where it is."""
    at: Point = (0.0, 0.0)
    for letter, numbers in _COMMAND.findall(path):
        kind, found = letter.upper(), [float(number) for number in _NUMBER.findall(numbers)]
        if kind == "A" and len(found) % _NUMBERS_OF[kind]:
            return True  # its flags may stand without a space before the next number: something is drawn, wherever
        origin = None if letter == kind else at
        for place, points in enumerate(_stretches(kind, found, at, is_relative=origin is not None)):
            is_drawn = kind != "M" or place > 0
            if is_drawn and any(point != at for point in points):
                return True
            at = points[-1]
    return False


def _stretches(kind: str, numbers: list[float], at: Point, *, is_relative: bool) -> Iterator[tuple[Point, ...]]:
    """The points of each stretch of one command, its end last."""
    many = _NUMBERS_OF[kind]
    for first in range(0, len(numbers) - many + 1, many):
        given = numbers[first : first + many]
        x, y = at if is_relative else (0.0, 0.0)
        match kind:
            case "H":
                points: tuple[Point, ...] = ((x + given[0], at[1]),)
            case "V":
                points = ((at[0], y + given[0]),)
            case "A":
                points = ((x + given[5], y + given[6]),)
            case _:
                points = tuple((x + given[n], y + given[n + 1]) for n in range(0, many, 2))
        yield points
        at = points[-1]


def has_colours(header: bytes, pixels: bytes) -> bool:
    """Whether a PNG has points of different colours; its lines are compared as they are filtered, to the first other.

    `header` is the body of IHDR, `pixels` all of IDAT. Points that share a byte with a line's margin are not looked at.
    Raises ValueError for a kind of PNG that does not exist or ends before its last line, and zlib.error.
    """
    width, height, depth, colours, *_, is_interlaced = struct.unpack(">IIBBBBB", header)
    if colours not in _CHANNELS or depth not in _DEPTHS or is_interlaced not in (0, 1):
        raise ValueError("it is of a kind that cannot be looked into")
    bits = _CHANNELS[colours] * depth
    unpack, point = _unpacker(pixels), b""
    for columns, lines in _passes(width, height) if is_interlaced else [(width, height)]:
        whole = columns * bits // _BYTE
        for number in range(lines):
            line = unpack(1 + (columns * bits + _BYTE - 1) // _BYTE)[: 1 + whole]
            point = point or line[1 : 1 + max(1, bits // _BYTE)]
            if point and point[0] not in _SAMPLES_OF_ONE_COLOUR.get(depth, point):
                return True
            if whole and line not in _lines_of(point, whole, is_first=number == 0):
                return True
    return False


def _passes(width: int, height: int) -> Iterator[tuple[int, int]]:
    """How many points a line has, and how many lines, in each pass of an interlaced PNG that is not empty."""
    for x, y, right, down in _ADAM7:
        columns, lines = len(range(x, width, right)), len(range(y, height, down))
        if columns and lines:
            yield columns, lines


@lru_cache(maxsize=32)
def _lines_of(point: bytes, size: int, *, is_first: bool) -> frozenset[bytes]:
    """A line of one colour, the first or one below another, in each of the five ways in which a PNG may write it."""
    return _first_lines(point, size) if is_first else _other_lines(point, size)


def _first_lines(point: bytes, size: int) -> frozenset[bytes]:
    """The first line of one colour, in each of the five ways in which a PNG may write it."""
    many, half = size // len(point), _half(point)
    bare, rest = point * many, bytes(max(0, size - len(point)))
    average = (point + half * many)[:size]
    return frozenset({b"\0" + bare, b"\1" + point + rest, b"\2" + bare, b"\3" + average, b"\4" + point + rest})


def _other_lines(point: bytes, size: int) -> frozenset[bytes]:
    """Any line below one of the same colour, in each of the five ways."""
    zeros, rest = bytes(size), bytes(max(0, size - len(point)))
    bare = point * (size // len(point))
    return frozenset({b"\0" + bare, b"\1" + point + rest, b"\2" + zeros, b"\3" + _half(point) + rest, b"\4" + zeros})


def _half(point: bytes) -> bytes:
    """What is left of a point when half of its neighbour is taken off."""
    return bytes(each - each // 2 for each in point)


def _unpacker(pixels: bytes) -> Callable[[int], bytes]:
    """Gives the next so many bytes, so that a small file never becomes a large one in memory; raises ValueError."""
    unpacking, left = zlib.decompressobj(), pixels

    def unpack(size: int) -> bytes:
        nonlocal left
        line = b""
        while len(line) < size:
            got = unpacking.decompress(left, size - len(line))
            left = unpacking.unconsumed_tail
            if not got:
                raise ValueError("its lines are not complete")
            line += got
        return line

    return unpack
