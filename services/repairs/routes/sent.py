"""Parts of what callers send that several routes take."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, StringConstraints

from services.repairs.domain import desk
from services.repairs.domain.bench import Agreed
from services.repairs.domain.entries import DataChoice, Means, Photo
from shared.web.input.body import Body
from shared.web.input.fields import Code, ShortText

AN_ID = "01936b2e-0000-7000-8000-000000000001"
A_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
Sha256 = Annotated[str, StringConstraints(min_length=64, max_length=64, pattern=r"^[0-9a-f]{64}$")]
Accessories = Annotated[tuple[ShortText, ...], Field(max_length=30)]


class Party(StrEnum):
    """Who has to do something next."""

    SPECIALIST = "specialist"
    TECHNICIAN = "technician"
    WAREHOUSE = "warehouse"
    FACTORY = "factory"
    CUSTOMER = "customer"


class PhotoReference(Body):
    """A photograph that is kept elsewhere, with its hash."""

    EXAMPLE: ClassVar = {"reference": "photos/2026/4711", "sha256": A_HASH}

    reference: Code
    sha256: Sha256


Photos = Annotated[tuple[PhotoReference, ...], Field(max_length=20)]


class DataSaid(Body):
    """What a contact of the customer says about the recordings (reading of chapter 6)."""

    EXAMPLE: ClassVar = {"choice": "disk_stays", "contact_id": AN_ID}

    choice: DataChoice
    contact_id: UUID | None = None

    def said(self) -> desk.DataSaid:
        """As the desk takes it."""
        return desk.DataSaid(choice=self.choice, contact_id=self.contact_id)


class CustomersWord(Body):
    """What a contact of the customer wants, and how he said it."""

    EXAMPLE: ClassVar = {"reason": "price", "contact_id": AN_ID, "means": "phone"}

    reason: Code
    contact_id: UUID
    means: Means

    def agreed(self) -> Agreed:
        """As the bench takes it."""
        return Agreed(reason=self.reason, contact_id=self.contact_id, means=self.means)


def photos_of(sent: Sequence[PhotoReference]) -> tuple[Photo, ...]:
    """References as the register keeps them."""
    return tuple(Photo(reference=each.reference, sha256=each.sha256) for each in sent)
