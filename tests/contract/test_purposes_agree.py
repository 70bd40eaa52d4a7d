"""What goes with the purpose of a job is told by dispatch; the lists of the other services say the same."""

import tomllib
from pathlib import Path
from typing import Any

from services.dispatch.domain.jobs.purposes import PURPOSES

SERVICES = Path(__file__).resolve().parents[2] / "services"


def revisions(service: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((SERVICES / service / "policy.toml").read_text(encoding="utf-8"))["revision"])


def test_purposes_without_a_visit_fee_are_those_of_billing() -> None:
    free = {purpose.value for purpose, terms in PURPOSES.items() if not terms.costs_visit_fee}
    for revision in revisions("billing"):
        assert set(revision["fee_once_per_fault"]["purposes_without_fee"]) == free


def test_purposes_with_a_call_back_are_those_of_follow_up_and_of_intake() -> None:
    called = {purpose.value for purpose, terms in PURPOSES.items() if terms.gets_call_back}
    for revision in revisions("followup"):
        assert set(revision["call_back"]["after_purposes"]) == called
    for revision in revisions("intake"):
        assert set(revision["endings"]["job_purposes_with_call_back"]) == called
