"""What a card says, without the person: from what happened on its job, and what billing made of it."""

from typing import Any

from services.dispatch.domain.cards.seal import instant
from services.dispatch.domain.jobs.facts import Completion, Consent
from services.dispatch.domain.jobs.job import Job
from shared.events.billing.quotes import PricedLine
from shared.money import Money


def said_of(job: Job) -> dict[str, Any]:
    """The visit as the form lists it; JSON values only."""
    appointment = job.appointment
    return {
        "ticket": job.ticket_number,
        "job": job.number,
        "work_order": job.work_order_number,
        "customer": str(job.customer_id),
        "site": str(job.site_id) if job.site_id else None,
        "product_model": job.product_model,
        "serial": job.serial,
        "symptom": job.symptom_code,
        "level": job.level,
        "policy_revision": job.policy_revision,
        "reported_at": instant(job.reported_at),
        "appointment": [instant(appointment.window_from), instant(appointment.window_until)] if appointment else None,
        "arrived_at": instant(job.arrival.arrived_at) if job.arrival else None,
        "earlier_trips": [
            [instant(trip.arrived_at), instant(trip.ended_at), trip.reason, list(trip.missing_parts)]
            for trip in job.trips
        ],
        "diagnosis": [
            [each.finding, each.fault, each.faulty_part] for each in (job.diagnosis.findings if job.diagnosis else ())
        ],
        "exclusions": [[each.exclusion, instant(each.found_at), each.is_disputed] for each in job.exclusions],
        "items_taken": [[each.slip_number, each.product_model, each.serial] for each in job.items_taken],
        "consent": _consent(job.consent),
        **_done(job.completion),
    }


def priced(lines: tuple[PricedLine, ...], total: Money) -> dict[str, Any]:
    """The lines with their prices and clauses, and the amount that the customer signs."""
    return {
        "lines": [
            [line.line, line.tariff, line.part, line.quantity, line.unit, str(line.amount), line.clause]
            for line in lines
        ],
        "amount": str(total),
    }


def _consent(consent: Consent | None) -> dict[str, Any] | None:
    if consent is None:
        return None
    total = str(consent.total) if consent.total else None
    return {"quote": str(consent.quote_id), "said": consent.state.value, "total": total, "at": instant(consent.said_at)}


def _done(completion: Completion | None) -> dict[str, Any]:
    if completion is None:
        return {"outcome": None, "work": [], "parts": [], "completed_at": None}
    return {
        "outcome": completion.outcome.value,
        "work": [[each.work, each.finding, each.outcome] for each in completion.work],
        "parts": [
            [each.part, each.quantity, each.finding, each.old_serial, each.new_serial] for each in completion.parts
        ],
        "cable_centimetres": completion.cable_centimetres,
        "camera_points": completion.camera_points,
        "completed_at": instant(completion.completed_at),
    }
