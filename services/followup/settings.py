"""What differs between machines for follow-up."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """FOLLOWUP_DATABASE_URL and what all services share."""

    model_config = SettingsConfigDict(env_prefix="FOLLOWUP_")
