"""What differs between machines for billing."""

from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """BILLING_DATABASE_URL and what all services share."""

    model_config = SettingsConfigDict(env_prefix="BILLING_", extra="ignore")
