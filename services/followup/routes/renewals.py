"""What can be asked about expiry notices and what comes of them (5.13)."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import model_validator

from services.followup.domain.contract import Contract, ContractId
from services.followup.domain.notice import LostReason, NoticeMeans, Sending
from services.followup.domain.refusals import (
    NoNoticeYet,
    SentBeforeItWasMade,
    TakenByAnother,
    TimeInTheFuture,
    VisitInThePast,
)
from services.followup.routes.contract_views import ContractView
from services.followup.routes.contracts import OFFICE
from services.followup.routes.contracts import routes as contract_routes
from services.followup.use_cases import renewals as use_cases
from services.followup.work import Work
from shared.actor import Role
from shared.state_machine import ActionNotAllowed
from shared.web.answer import Answer
from shared.web.door import Door
from shared.web.input.body import Body, Sent
from shared.web.input.fields import Code, Day, Instant
from shared.web.routes import Routes

routes = Routes(tag=contract_routes.tag)
CALLERS = (*OFFICE, Role.TECHNICIAN)
REFUSALS = (ActionNotAllowed, NoNoticeYet, TimeInTheFuture)


class NoticeOutcome(StrEnum):
    """What the customer said."""

    VISIT = "visit"
    LATER = "later"
    LOST = "lost"


class SentNotice(Body):
    """How the notice left the house."""

    EXAMPLE: ClassVar = {"means": "post", "tracking_number": "SF1234567890", "sent_at": "2026-11-24T10:00:00+08:00"}

    means: NoticeMeans
    tracking_number: Code | None = None
    sent_at: Instant


class RenewalOutcome(Body):
    """What the customer said: a visit in a window, later on a day, or no; *won* is the signature of the renewal."""

    EXAMPLE: ClassVar = {"outcome": "later", "at": "2026-11-24T10:00:00+08:00", "ask_again_on": "2026-12-01"}

    outcome: NoticeOutcome
    at: Instant
    window_from: Instant | None = None
    window_until: Instant | None = None
    site_id: UUID | None = None
    technician_id: UUID | None = None
    ask_again_on: Day | None = None
    reason: LostReason | None = None

    @model_validator(mode="after")
    def _says_all(self) -> "RenewalOutcome":
        if self.outcome is NoticeOutcome.VISIT:
            _must_be_given(self.window_from, self.window_until)
            if self.window_from and self.window_until and self.window_from >= self.window_until:
                raise ValueError("window_until lies behind window_from")
        elif self.outcome is NoticeOutcome.LATER:
            _must_be_given(self.ask_again_on)
        else:
            _must_be_given(self.reason)
        return self


@routes.commands("/contracts/{contract_id}/notice", ContractView, may=OFFICE, refuses=(*REFUSALS, SentBeforeItWasMade))
async def send_notice(contract_id: UUID, sent: Sent[SentNotice], door: Door[Work]) -> Answer:
    """Record that the expiry notice 保养到期通知书 was mailed or handed over."""
    sending = Sending(means=sent.means, tracking_number=sent.tracking_number, sent_at=sent.sent_at)
    return await door.change(
        lambda work: use_cases.send_notice(ContractId(contract_id), sending, work), show=ContractView.of
    )


@routes.commands(
    "/contracts/{contract_id}/notice-outcome",
    ContractView,
    may=CALLERS,
    refuses=(*REFUSALS, TakenByAnother, VisitInThePast),
)
async def record_notice_outcome(contract_id: UUID, said: Sent[RenewalOutcome], door: Door[Work]) -> Answer:
    """Record what the customer said to the renewal; a technician may where the call about it is his."""
    return await door.change(lambda work: _record(ContractId(contract_id), said, work), show=ContractView.of)


async def _record(contract_id: ContractId, said: RenewalOutcome, work: Work) -> Contract:
    await use_cases.must_be_his(contract_id, work)
    if said.outcome is NoticeOutcome.LATER:
        assert said.ask_again_on is not None
        return await use_cases.postpone_renewal(contract_id, said.ask_again_on, said.at, work)
    if said.outcome is NoticeOutcome.LOST:
        assert said.reason is not None
        return await use_cases.lose_renewal(contract_id, said.reason, said.at, work)
    assert said.window_from is not None
    assert said.window_until is not None
    agreed = use_cases.VisitAgreed(
        site_id=said.site_id,
        technician_id=said.technician_id,
        window_from=said.window_from,
        window_until=said.window_until,
        agreed_at=said.at,
    )
    return await use_cases.agree_visit(contract_id, agreed, work)


def _must_be_given(*values: datetime | object | None) -> None:
    if any(value is None for value in values):
        raise ValueError("visit needs window_from and window_until, later needs ask_again_on, lost needs reason")
