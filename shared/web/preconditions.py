"""ETag and If-Match: the version of a thing is its strong entity tag."""

import re

from shared.web.problems import IfMatchMissing, InputWrong, Stale

ANY_VERSION = 0
_TAGS = re.compile(rb'"[0-9]{1,10}"(\s*,\s*"[0-9]{1,10}")*', re.ASCII)


def etag(version: int) -> bytes:
    """The entity tag of a version."""
    return b'"%d"' % version


def wanted_versions(if_match: bytes | None) -> frozenset[int]:
    """The versions a change may be based on; `{ANY_VERSION}` for `*`.

    Raises IfMatchMissing, and InputWrong when the header is no list of our tags.
    """
    if if_match is None:
        raise IfMatchMissing("send If-Match with the ETag of what you looked at, or *", field="If-Match")
    value = if_match.strip()
    if value == b"*":
        return frozenset({ANY_VERSION})
    if not _TAGS.fullmatch(value):
        raise InputWrong("If-Match is not one of our tags", [("If-Match", 'must look like "3" or *')])
    return frozenset(int(tag) for tag in re.findall(rb"[0-9]+", value))


def must_match(wanted: frozenset[int], version: int) -> None:
    """Raises Stale when a change is based on another version than the one that was loaded."""
    if ANY_VERSION not in wanted and version not in wanted:
        raise Stale(f"it is at version {version} now: look again", field="If-Match", facts={"version": str(version)})
