"""What differs between machines for follow-up."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """FOLLOWUP_DATABASE_URL and what all services share, and how messages leave the house."""

    model_config = SettingsConfigDict(env_prefix="FOLLOWUP_")

    customer_channel: str | None = Field(None, validation_alias="FOLLOWUP_CUSTOMER_CHANNEL")
    """Address of the provider that reaches customers, as `apprise` writes it; `{phone}` stands for the number."""
    staff_channel: str | None = Field(None, validation_alias="FOLLOWUP_STAFF_CHANNEL")
    """The same for our own people, such as `wecombot://key`."""
    message_file: str | None = Field(None, validation_alias="FOLLOWUP_MESSAGE_FILE")
    """Where messages are written while no channel is configured; unset: messages.jsonl in the data folder."""
