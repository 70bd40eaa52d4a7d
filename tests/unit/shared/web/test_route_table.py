"""Which route an address leads to, without asking the framework."""

from uuid import UUID

import pytest

from shared.actor import Role
from shared.policy import HasRevision
from shared.storage.work import SharedWork
from shared.web.answer import Answer, View
from shared.web.arriving.short_way import RouteTable
from shared.web.door import Door
from shared.web.routes import Routes

DESK = (Role.SPECIALIST,)
routes = Routes(tag="jobs")


class Shown(View):
    id: UUID


@routes.shows("/jobs/board", Shown, may=DESK)
async def show_board(door: Door[SharedWork[HasRevision]]) -> Answer:
    """The board."""
    return Answer(200, b"")


@routes.shows("/jobs/{job_id}", Shown, may=DESK)
async def show_job(job_id: UUID, door: Door[SharedWork[HasRevision]]) -> Answer:
    """One job."""
    return Answer(200, b"")


@routes.commands("/jobs/{job_id}/cards/{card_id}", Shown, may=DESK)
async def sign_card(job_id: UUID, card_id: UUID, door: Door[SharedWork[HasRevision]]) -> Answer:
    """One card of a job."""
    return Answer(200, b"")


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/jobs/board", ("show_board", {})),
        ("GET", "/jobs/7", ("show_job", {"job_id": "7"})),
        ("GET", "/jobs/{job_id}", ("show_job", {"job_id": "{job_id}"})),
        ("POST", "/jobs/7/cards/8", ("sign_card", {"job_id": "7", "card_id": "8"})),
        ("POST", "/jobs/7", None),
        ("GET", "/jobs/", None),
        ("GET", "/jobs", None),
        ("POST", "/jobs//cards/8", None),
        ("GET", "/jobs/7/", None),
        ("GET", "", None),
    ],
)
def test_an_address_leads_to_the_route_with_the_fewest_parameters_or_nowhere(
    method: str, path: str, found: tuple[str, dict[str, str]] | None
) -> None:
    table = RouteTable(routes.routes)  # type: ignore[arg-type]
    route = table.find(method, path)
    assert (route and (route[0].name, route[1])) == found
