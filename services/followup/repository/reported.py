"""Things whose events reports are computed from: each such event is kept beside the event log, which forgets."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from services.followup.tables.reported import REPORTED
from shared.events.coding import encode
from shared.events.contract import Event, name_of
from shared.events.followup.calls import (
    CallBackCompleted,
    CallBackMissed,
    CallGivenUp,
    CallScheduled,
    CareCallCompleted,
)
from shared.events.followup.complaints import ComplaintClosed, ComplaintOpened, ComplaintRaised
from shared.events.followup.contracts import (
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    ContractTerminated,
    ExpiryNoticeSent,
    RenewalLost,
    RenewalPostponed,
    RenewalVisitAgreed,
)
from shared.identifiers import new_id
from shared.storage.things import Thing, Things

T = TypeVar("T", bound=Thing)
KEPT_FOR_REPORTS: frozenset[type[Event]] = frozenset(
    {
        *(CallScheduled, CallBackCompleted, CallBackMissed, CallGivenUp, CareCallCompleted),
        *(ContractSigned, ContractRenewed, ContractEnded, ContractTerminated),
        *(ExpiryNoticeSent, RenewalVisitAgreed, RenewalPostponed, RenewalLost),
        *(ComplaintOpened, ComplaintRaised, ComplaintClosed),
    }
)


class ReportedThings(Things[T]):
    """Things of which reports tell."""

    def _put(self, thing: T, events: Sequence[Event], origin: str | None) -> T:
        saved = super()._put(thing, events, origin)
        for event in events:
            if type(event) in KEPT_FOR_REPORTS:
                self._keep(event, saved.id)
        return saved

    def _keep(self, event: Event, thing_id: UUID) -> None:
        row = (
            new_id(),
            name_of(type(event)),
            thing_id,
            getattr(event, "technician_id", None),
            event.happened_at(),
            self._changes.occasion.now,
            encode(event).decode(),
        )
        self._changes.insert(REPORTED, row)
