"""Words of requests that the commands offer; nothing else is imported for them."""

from enum import StrEnum


class AnswerKind(StrEnum):
    """What became of a request."""

    GIVEN = "given"
    REFUSED = "refused"
