"""Fetches single artifacts by their Maven coordinates, through the package `jgo`; whoever calls checks them."""

from pathlib import Path

from shared.embedded_kafka.jars import Fetch, Jar, JarsRefused

_DEADLINE_SECONDS = 30


def maven_fetch(repository: str | None = None) -> Fetch:
    """A function that fetches a jar; `repository` is the address of a Maven repository, None the public one.

    Raises JarsRefused without the package; the function raises OSError and RuntimeError when it cannot fetch.
    """
    try:
        from jgo.maven import MavenContext
    except ImportError:
        raise JarsRefused("the package jgo is not installed (it is in the extra 'embedded')") from None
    remote = None if repository is None else {"given": repository}

    def fetch(jar: Jar, folder: Path) -> Path:
        context = MavenContext(repo_cache=folder, local_repos=[], remote_repos=remote, timeout=_DEADLINE_SECONDS)
        path: Path = context.project(jar.group, jar.name).at_version(jar.version).artifact().resolve()
        return path

    return fetch
