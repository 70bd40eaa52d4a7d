"""What the rules refuse, in words a caller can act on; knows nothing of HTTP."""

import re
from collections.abc import Mapping
from typing import ClassVar


class Refused(Exception):
    """A request or an event that the rules do not allow.

    `code` is stable and names what is the matter; `clause` is the number in the company's policy, `field` the part of
    the request that is wrong, `facts` what the decision rested on.
    """

    code: ClassVar[str] = "refused"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(
        self,
        message: str,
        *,
        clause: str | None = None,
        field: str | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause
        self.field = field
        self.facts = dict(facts or {})


class Malformed(Refused):
    """The request cannot be understood."""


class Forbidden(Refused):
    """This caller may not do this."""


class NotFound(Refused):
    """There is no such thing, or the caller may not know of it."""


class Conflict(Refused):
    """The thing is not in a state that allows this."""


class RuleBroken(Refused):
    """A rule of the policy says no."""


class NotYetKnown(Exception):
    """An event came before what it builds on: not refused, tried again later."""
