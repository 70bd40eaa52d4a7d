"""What differs between machines for intake."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """INTAKE_DATABASE_URL and what all services share."""

    model_config = SettingsConfigDict(env_prefix="INTAKE_", extra="ignore")
