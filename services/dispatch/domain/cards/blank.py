"""Whether anything is drawn at all: a path that has a length, a picture that has more than one colour."""

import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice

_COMMAND = re.compile(r"([MmLlHhVvCcSsQqTtAa])((?:[^A-Za-z]|[eE])*)")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NUMBERS_OF = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = frozenset({1, 2, 4, 8, 16})
_BYTE = 8
_SAMPLES_OF_ONE_COLOUR = {1: (0x00, 0xFF), 2: (0x00, 0x55, 0xAA, 0xFF), 4: tuple(range(0x00, 0x100, 0x11))}
"""Bytes that hold several points, all of the same colour, by the bits of a point."""

Point = tuple[float, float]


def has_length(path: str) -> bool:
    """Whether the pen moves while it is down: moving it alone draws nothing, nor does a line to where it is."""
    at: Point = (0.0, 0.0)
    for letter, numbers in _COMMAND.findall(path):
        kind, found = letter.upper(), [float(number) for number in _NUMBER.findall(numbers)]
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
    """Whether a PNG has points of different colours; its lines are compared as they are filtered, none is unpacked.

    `header` is the body of IHDR, `pixels` all of IDAT. Raises ValueError for a kind of PNG that does not exist or whose
    lines come in several passes, and zlib.error.
    """
    width, height, depth, colours, *_, passes = struct.unpack(">IIBBBBB", header)
    if colours not in _CHANNELS or depth not in _DEPTHS or passes:
        raise ValueError("it is of a kind that cannot be looked into")
    bits = _CHANNELS[colours] * depth
    size, whole = (width * bits + _BYTE - 1) // _BYTE, width * bits // _BYTE
    lines = _lines(pixels, 1 + size)
    first = next(lines, None)
    if first is None:
        raise ValueError("it has no lines")
    point = first[1 : 1 + max(1, bits // _BYTE)]
    if point[0] not in _SAMPLES_OF_ONE_COLOUR.get(depth, point) or first[: 1 + whole] not in _first_lines(point, whole):
        return True
    others = _other_lines(point, whole)
    alike = [line[: 1 + whole] in others for line in islice(lines, height - 1)]
    if all(alike) and 1 + len(alike) < height:
        raise ValueError("its lines are not complete")
    return not all(alike)


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


def _lines(pixels: bytes, size: int) -> Iterator[bytes]:
    """Line by line, so that a small file never becomes a large one in memory."""
    unpacking, left = zlib.decompressobj(), pixels
    line = b""
    while True:
        got = unpacking.decompress(left, size - len(line))
        left = unpacking.unconsumed_tail
        line += got
        if len(line) == size:
            yield line
            line = b""
        elif not got:
            return
