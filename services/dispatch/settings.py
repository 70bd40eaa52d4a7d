"""What differs between machines for dispatch."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """DISPATCH_DATABASE_URL and what all services share."""

    model_config = SettingsConfigDict(env_prefix="DISPATCH_", extra="ignore")
