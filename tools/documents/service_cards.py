"""Writes the generated part of each service's README: states, doors, events out, numbers, refusals."""

from collections.abc import Mapping
from pathlib import Path

from tools.documents.generated_part import with_generated_part
from tools.documents.service_card_text import card
from tools.documents.service_sources import SERVICES

ROOT = Path(__file__).resolve().parents[2]


def documents() -> Mapping[str, str]:
    """The full text of every service's README."""
    found = {}
    for source in SERVICES:
        path = f"services/{source.name}/README.md"
        by_hand = (ROOT / path).read_text(encoding="utf-8")
        found[path] = with_generated_part(by_hand, card(source.facts()))
    return found
