"""Writes the OpenAPI document of each service as it is shown by the running service."""

import json
from collections.abc import Mapping

from tools.documents.service_sources import openapi_documents


def documents() -> Mapping[str, str]:
    """One JSON file for each service; keys keep the order of the routes."""
    return {
        f"docs/generated/openapi/{name}.json": json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        for name, document in openapi_documents().items()
    }
