"""What messages say, as data: a title and a body for each occasion and language."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "templates.toml"


@dataclass(frozen=True)
class Words:
    """A message as somebody reads it."""

    title: str
    body: str


@lru_cache(maxsize=1)
def _templates() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def languages() -> tuple[str, ...]:
    """Languages there are templates in, the first one first."""
    return tuple(_templates())


def occasions_in(language: str) -> frozenset[str]:
    """Occasions that have a template in a language."""
    return frozenset(_templates()[language])


def words_for(occasion: str, language: str, facts: Mapping[str, str]) -> Words:
    """The template filled with facts; what is not known is left out."""
    template = _templates()[language][occasion]
    known = defaultdict(str, facts)
    return Words(template["title"].format_map(known), template["body"].format_map(known))
