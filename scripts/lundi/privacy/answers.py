"""That a request was answered: who answered it, when, and how. A request with an answer is open no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lundi.errors import LundiError
from lundi.privacy.kinds import AnswerKind
from lundi.privacy.places import asked_places
from lundi.settings import Settings
from lundi.warehouse.dbt import DEV
from lundi.warehouse.state import ensure_state, open_state

if TYPE_CHECKING:
    from lundi.snowflake.asking import Asked

KNOWN = """
select request_type from vault.int_customer__requests where request_id = $1
union all
select request_type from lundi_raw.raw.privacy_requests where request_id = $1
"""
ANSWERED = "select answer, answered_at from lundi_state.vault.request_answers where request_id = ?"


@dataclass(frozen=True)
class Answer:
    """How a request was answered: `given` or `refused`, why in their words, by whom, and when (UTC)."""

    request_id: str
    kind: AnswerKind
    reason: str
    answered_by: str
    answered_at: datetime


def note_answer(settings: Settings, answer: Answer, target: str = DEV) -> str:
    """Writes an answer down in the state of a target and gives the type of the request; the caller holds the warehouse.

    Raises LundiError where nobody answers for it, a refusal has no reason, the request is not known, or it was answered
    before: an answer stands as it was given.
    """
    if not answer.answered_by.strip():
        raise LundiError("an answer is somebody's", "give --by NAME")
    if answer.kind is AnswerKind.REFUSED and not answer.reason.strip():
        raise LundiError("a refusal has a reason, which the person is told", "give --reason TEXT")
    if target == DEV:
        ensure_state(settings.state_database)
    with asked_places(settings, target) as places:
        request_type = _type_of(places, answer.request_id)
    with _state(settings, target) as state:
        state.execute(
            "insert into lundi_state.vault.request_answers (request_id, answer, reason, answered_by, answered_at) "
            "values (?, ?, ?, ?, ?)",
            [
                answer.request_id,
                answer.kind.value,
                answer.reason.strip() or None,
                answer.answered_by.strip(),
                answer.answered_at.astimezone(UTC).replace(tzinfo=None),
            ],
        )
    return request_type


@contextmanager
def _state(settings: Settings, target: str) -> "Iterator[Asked]":
    if target == DEV:
        with open_state(settings.state_database) as connection:
            yield connection
        return
    from lundi.snowflake.asking import asked_account
    from lundi.snowflake.connection import Use

    # The state is written by the role that makes its tables, and by no other.
    use = Use("answering", "LUNDI_TRANSFORMER", "LUNDI_REPORT", "LUNDI_STATE", "VAULT", binds_apart=True)
    with asked_account(use, "the answer was not noted") as account:
        yield account


def _type_of(places: "Asked", request_id: str) -> str:
    found = places.execute(KNOWN, [request_id]).fetchone()
    if not found:
        raise LundiError(f"there is no request {request_id}", "`lundi privacy requests` lists those that are open")
    answered = places.execute(ANSWERED, [request_id]).fetchone()
    if answered:
        raise LundiError(
            f"request {request_id} was answered on {answered[1]:%Y-%m-%d} ({answered[0]})",
            "an answer stands as it was given; a new wish of the person is a new request",
        )
    return str(found[0])
