"""Writes every generated document anew, or with --check fails when one is not what the code says."""

import sys
from pathlib import Path

from tools import asyncapi, event_map, event_schemas
from tools.documents import environment_example, openapi, service_cards
from tools.documents.on_disk import Generator, collected, differences, write

ROOT = Path(__file__).resolve().parent.parent

GENERATORS: tuple[Generator, ...] = (
    asyncapi.documents,
    environment_example.documents,
    event_map.documents,
    event_schemas.documents,
    openapi.documents,
    service_cards.documents,
)


def main(arguments: list[str]) -> int:
    """Exit code 1 when --check finds a difference."""
    documents = collected(GENERATORS)
    if "--check" in arguments:
        found = differences(documents, ROOT)
        print("\n".join([*found, "Run `make docs` and commit what it writes."]) if found else "Documents agree.")
        return 1 if found else 0
    for change in write(documents, ROOT):
        print(change.replace("is missing", "written").replace("is not what the code says", "updated"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
