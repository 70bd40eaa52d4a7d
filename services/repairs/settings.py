"""What differs between machines for repairs."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """REPAIRS_DATABASE_URL and what all services share."""

    model_config = SettingsConfigDict(env_prefix="REPAIRS_")
