"""A policy, a ticket and a job to try the rules of dispatch with; times count from the report."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from services.dispatch.domain.clocks import Clock, ClockKind
from services.dispatch.domain.dispatching.reasons import HoldReason
from services.dispatch.domain.dispatching.settings import CandidateScore, CutOff, HoldSetting, OfferSetting
from services.dispatch.domain.identifiers import PersonId
from services.dispatch.domain.jobs.contact import agree_appointment, assign, reach_customer
from services.dispatch.domain.jobs.deciding import decide_charge, decide_visit
from services.dispatch.domain.jobs.facts import Appointment, Arrival, Diagnosis, EquipmentCheck, Response, Wish
from services.dispatch.domain.jobs.job import Events, Job, Moment
from services.dispatch.domain.jobs.opening import open_job
from services.dispatch.domain.jobs.site_work import arrive, depart, diagnose
from services.dispatch.domain.oversight.settings import ConductSetting, DailyReportSetting
from services.dispatch.domain.people import PeopleToTell
from services.dispatch.domain.policy import (
    AppointmentSetting,
    ArrivalByRegion,
    ArrivalCounts,
    ArrivalExistsFrom,
    ArrivalRule,
    ArrivalRuleSetting,
    CardReturn,
    DispatchPolicy,
    Ladder,
    LadderStep,
    LevelChange,
    LevelPromise,
    NobodyAtHomeSetting,
    NotReachable,
    PositionSetting,
    PromisedCompletion,
    RaisedCountsFrom,
    Recording,
    ServiceHours,
    WarningShare,
    WorkOrderSetting,
)
from services.dispatch.domain.technician import Certificate, Technician
from shared.actor import Role
from shared.events.contract import Event
from shared.events.dispatch.jobs import Finding, ResponseEnding
from shared.events.intake.decisions import ChargeCategory, ChargeDecided, VisitDecided
from shared.events.intake.tickets import FaultLevel, Region, TicketKind, TicketOpened
from shared.policy import Revision

REPORTED = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""09:00 in Chongqing, a Monday."""
TICKET, CUSTOMER, CONTACT, QUOTE = (UUID(int=number) for number in (1, 2, 3, 4))
WANG, LI, CHEN = (PersonId(UUID(int=number)) for number in (11, 12, 13))
PEOPLE = PeopleToTell(responsible_id=WANG, by_role={Role.SUPERVISOR: LI, Role.MANAGER: CHEN})
EVERYWHERE = tuple(Region)
CONDUCT = ConductSetting(clause="7.7", counted_clauses=("7.2", "7.3", "7.5"), violations=3, within_months=12)


def at(**after_the_report: float) -> datetime:
    """So long after the report."""
    return REPORTED + timedelta(**after_the_report)


def level(response: int, hours: int | None = None, **others: Any) -> LevelPromise:
    """What one level promises."""
    given: dict[str, Any] = {
        "arrival_binds_in": EVERYWHERE,
        "arrival_exists_from": ArrivalExistsFrom.VISIT_DECISION,
        **others,
    }
    return LevelPromise(clause="5.16", response_minutes=response, arrival_hours=hours, **given)


def _before_departure() -> dict[str, Any]:
    return {
        "promised_completion": PromisedCompletion(clause="5.12", within_working_days=3),
        "offer": OfferSetting(clause="5.1", answer_minutes=30, answer_minutes_level_1=5),
        "hold": HoldSetting(
            clause="5.16",
            pausing_reasons=(HoldReason.CUSTOMER_AWAY, HoldReason.SITE_NOT_READY),
            longest_pause_hours=72,
        ),
        "cut_off": CutOff(clause="5.10", at="18:00"),
        "candidates": CandidateScore(
            clause="5.1",
            same_district=30,
            neighbouring_district=15,
            neighbours={"渝中": ("江北", "两江新区"), "江北": ("渝中",), "两江新区": ("渝中",)},
            free_hands=5,
            nearer_due=3,
            knows_the_case=20,
            refused_before=40,
            most_open_jobs=8,
            skills={"camera_move": "cabling"},
        ),
    }


def _after_departure() -> dict[str, Any]:
    return {
        "recording": Recording(clause="5.4", clock_ahead_minutes=5, off_line_arrival_counts=ArrivalCounts.AT_SITE),
        "position": PositionSetting(clause="5.4", near_metres=300, roughest_metres=1000),
        "nobody_at_home": NobodyAtHomeSetting(clause="5.4", calls=2, next_trip_is_free=True),
        "conduct": CONDUCT,
        "daily_report": DailyReportSetting(clause="5.9", closes="24:00"),
    }


def policy(**changes: Any) -> DispatchPolicy:
    """An explicit policy: what these tests expect does not depend on policy.toml."""
    from_report = {"arrival_binds_in": (Region.MAIN_CITY,), "arrival_exists_from": ArrivalExistsFrom.REPORT}
    parts: dict[str, Any] = {
        "revision": Revision(
            number="T", effective_from=date(2020, 1, 1), compiled_by="a", reviewed_by="b", approved_by="c"
        ),
        "level_1": level(10, 2, **from_report),
        "level_2": level(60, 48, arrival_first_warning_hours=12),
        "level_3": level(120, 72),
        "level_4": level(120, arrival_binds_in=()),
        "without_level": level(120, arrival_binds_in=()),
        "arrival_by_region": ArrivalByRegion(clause="5.11", main_city_hours=6, suburb_hours=7),
        "arrival_rule": ArrivalRuleSetting(clause="5.16", counts=ArrivalRule.TIGHTEST),
        "level_change": LevelChange(clause="5.16", raised_counts_from=RaisedCountsFrom.CHANGE),
        "not_reachable": NotReachable(clause="5.16", attempts=3, numbers=2),
        "warning": WarningShare(clause="5.16", at_percent=75),
        "ladder": Ladder(
            clause="8.3",
            steps=(
                LadderStep(role=Role.SUPERVISOR, after_minutes=0),
                LadderStep(role=Role.MANAGER, after_minutes=60),
            ),
        ),
        "appointment": AppointmentSetting(clause="5.4", window_minutes=60, tolerance_minutes=15),
        "service_hours": ServiceHours(
            clause="5.12",
            zone="Asia/Shanghai",
            days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
            windows=(("08:30", "18:00"),),
            clocks=("promised_completion",),
        ),
        "card_return": CardReturn(clause="5.12", within_working_days=1),
        "work_order": WorkOrderSetting(clause="5.10", for_every_job=True),
        **_before_departure(),
        **_after_departure(),
        **changes,
    }
    return DispatchPolicy(**parts)


_ids = count(1000)


def new_id() -> UUID:
    """Another id."""
    return UUID(int=next(_ids))


def moment(now: datetime, **policy_changes: Any) -> Moment:
    """What is decided at this time is decided with this."""
    return Moment(now=now, policy=policy(**policy_changes), new_id=new_id, people=PEOPLE)


def ticket(
    fault_level: FaultLevel | None = FaultLevel.MAIN_EQUIPMENT, region: Region = Region.MAIN_CITY, **changes: Any
) -> TicketOpened:
    """A report."""
    given: dict[str, Any] = {
        "ticket_id": TICKET,
        "number": "SH20261123-0001",
        "kind": TicketKind.FAULT,
        "level": fault_level,
        "customer_id": CUSTOMER,
        "product_model": "DS-2CD",
        "region": region,
        "channel": "hotline",
        "origin": "hotline",
        "policy_revision": "T",
        "reported_at": REPORTED,
        "recorded_at": REPORTED,
        **changes,
    }
    return TicketOpened(**given)


def opened(report: TicketOpened | None = None, **policy_changes: Any) -> tuple[Job, Events]:
    """The job of a report."""
    report = report or ticket()
    return open_job(report, new_id(), "PG1", moment(report.recorded_at, **policy_changes))


def visit_decided(job: Job, decided_at: datetime, category: ChargeCategory = ChargeCategory.PAID) -> VisitDecided:
    """Somebody must go."""
    return VisitDecided(
        ticket_id=TICKET,
        kind=job.kind,
        level=job.level,
        region=job.region,
        category=category,
        charge_clause="2.2.2",
        clause="5.3",
        decided_at=decided_at,
    )


def technician(valid_until: date | None = date(2027, 1, 1)) -> Technician:
    """Wang, whose certificate is valid to a day."""
    kept = (
        () if valid_until is None else (Certificate(certificate="cctv", valid_until=valid_until, granted_at=REPORTED),)
    )
    return Technician(id=WANG, number="YG1", certificates=kept, certified_until=valid_until, registered_at=REPORTED)


def reached(reached_at: datetime, ending: ResponseEnding = ResponseEnding.VISIT_NEEDED) -> Response:
    """Somebody spoke with the customer."""
    return Response(reached_at=reached_at, ending=ending, technician_id=WANG, recorded_at=reached_at)


def appointment(from_: datetime, agreed_at: datetime, wish: Wish | None = None) -> Appointment:
    """An hour's window."""
    return Appointment(
        window_from=from_,
        window_until=from_ + timedelta(hours=1),
        agreed_with_contact_id=CONTACT,
        was_told_visit_fee=True,
        was_told_travel_rule=True,
        wish=wish,
        agreed_at=agreed_at,
    )


def until_appointed(category: ChargeCategory = ChargeCategory.PAID) -> Job:
    """Reported at 0:00, reached at 0:20, visit decided at 0:30, appointment 2:00 to 3:00."""
    job, _ = opened()
    job = decide_charge(
        job,
        ChargeDecided(
            ticket_id=TICKET,
            decision_number=1,
            category=category,
            clause="2.2.2",
            policy_revision="T",
            decided_at=REPORTED,
        ),
    )
    job, _ = assign(job, technician(), moment(at(minutes=5)))
    job, _ = reach_customer(job, reached(at(minutes=20)), moment(at(minutes=21)))
    job, _ = decide_visit(job, visit_decided(job, at(minutes=30), category), moment(at(minutes=30)))
    agreed = appointment(at(hours=2), at(minutes=40))
    return agree_appointment(job, agreed, "PD1", moment(at(minutes=40)))[0]


def until_on_the_road(category: ChargeCategory = ChargeCategory.PAID) -> Job:
    """He left at 1:40."""
    check = EquipmentCheck(badge=True, tools=True, parts=True)
    return depart(until_appointed(category), check, "PD2", moment(at(minutes=100)))[0]


def until_on_site(category: ChargeCategory = ChargeCategory.PAID) -> Job:
    """He arrived at 2:10."""
    job = until_on_the_road(category)
    job, _ = arrive(job, Arrival(arrived_at=at(minutes=130), recorded_at=at(minutes=131)), moment(at(minutes=131)))
    return job


def until_diagnosed(category: ChargeCategory = ChargeCategory.PAID) -> Job:
    """One finding: the power supply is broken."""
    findings = (Finding(finding=1, fault="no_power", faulty_part="PSU-12V"),)
    diagnosis = Diagnosis(findings=findings, diagnosed_at=at(minutes=140))
    job, _ = diagnose(until_on_site(category), diagnosis, None, moment(at(minutes=141)))
    return job


def clock_of(job: Job, kind: ClockKind) -> Clock:
    """The newest clock of a kind."""
    return [clock for clock in job.clocks if clock.kind is kind][-1]


def names(events: Sequence[Event]) -> list[str]:
    """What was announced."""
    return [type(event).__name__ for event in events]


def only(events: Sequence[Event], kind: type[Any]) -> Any:
    """The one event of a kind."""
    (event,) = (each for each in events if isinstance(each, kind))
    return event
