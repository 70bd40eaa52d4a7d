"""`.env.example` names every variable once, with its default and its sentence."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings
from tools.documents.environment_example import example, field_sentences


class AtticSettings(ServiceSettings):
    """Settings of a service that there is not."""

    model_config = SettingsConfigDict(env_prefix="ATTIC_")

    box_limit: int = 3
    """How many boxes fit."""


def test_what_all_services_read_stands_once_without_a_prefix() -> None:
    text = example({"attic": AtticSettings})

    assert text.count("ENVIRONMENT=") == 1
    assert "# `production` refuses to make keys and to simulate a clock.\n# ENVIRONMENT=development\n" in text


def test_what_a_service_reads_for_itself_carries_its_prefix() -> None:
    own = example({"attic": AtticSettings}).partition("# --- attic\n")[2]

    assert "\nATTIC_DATABASE_URL=\n" in f"\n{own}"
    assert "# How many boxes fit.\n# ATTIC_BOX_LIMIT=3\n" in own


def test_every_setting_has_a_sentence() -> None:
    assert set(ServiceSettings.model_fields) == set(field_sentences(ServiceSettings))
