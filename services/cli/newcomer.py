"""What `make up` says to somebody who sees this for the first time: where to look, and a line to paste."""

from pathlib import Path

import typer

from services.cli.api import Api, Document, open_api, token_for
from services.cli.story.play import play_story
from services.cli.story.sample import load_sample
from shared.actor import Role
from shared.clock import SystemClock


async def tell_newcomer(url: str, folder: Path, *, with_story: bool) -> None:
    """Load the story into empty databases, then print where to look."""
    async with open_api(url, folder) as api:
        ticket = await _newest_ticket(api)
        if ticket is None and with_story:
            typer.echo("Empty databases: loading the story of a service department …")
            ticket = await play_story(api, SystemClock().now, lambda line: typer.echo(f"  {line}"))
            typer.echo(f"  and {await load_sample(api, SystemClock().now())} real calls of a busy morning")
    typer.echo(f"\nAftersales answers at {url} (open it in a browser). Ctrl-C ends it.")
    if ticket is not None:
        number, token = ticket["number"], token_for(folder, Role.SPECIALIST)
        typer.echo(f"\nOne ticket's whole life:  make follow ticket={number}")
        typer.echo(
            f'\nAsk it yourself:\n  curl -H "Authorization: Bearer {token}" {url}/intake/tickets?number={number}'
        )


async def _newest_ticket(api: Api) -> Document | None:
    found = await api.get("/intake/tickets", role=Role.AUDITOR, limit=1)
    return found["items"][0] if found["items"] else None
