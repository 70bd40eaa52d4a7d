"""Refusals have a stable code, and say which clause, field and facts they rest on."""

import pytest

from shared.errors import Conflict, Forbidden, Malformed, NotFound, NotYetKnown, Refused, RuleBroken


class TechnicianNotCertified(RuleBroken):
    """A rule that names itself."""


class Renamed(RuleBroken):
    """A refusal whose class was renamed, but not its code."""

    code = "its_old_name"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (Refused, "refused"),
        (Malformed, "malformed"),
        (Forbidden, "forbidden"),
        (NotFound, "not_found"),
        (Conflict, "conflict"),
        (RuleBroken, "rule_broken"),
        (TechnicianNotCertified, "technician_not_certified"),
        (Renamed, "its_old_name"),
    ],
)
def test_a_refusal_has_a_stable_code(kind: type[Refused], code: str) -> None:
    assert kind("no").code == code


def test_a_refusal_says_what_it_rests_on() -> None:
    facts = {"expired": "2026-01-01"}
    refusal = TechnicianNotCertified("no valid certificate", clause="5.15", field="technician_id", facts=facts)
    facts.clear()
    assert (str(refusal), refusal.clause, refusal.field) == ("no valid certificate", "5.15", "technician_id")
    assert refusal.facts == {"expired": "2026-01-01"}


def test_what_is_not_yet_known_is_not_refused() -> None:
    assert not issubclass(NotYetKnown, Refused)
