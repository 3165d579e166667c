"""The open requests of people: until when each is to be answered, which are urgent, and what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lundi.clock import wall_clock
from lundi.privacy.writing import package_folder
from lundi.warehouse.published import rows

if TYPE_CHECKING:
    from lundi.snowflake.asking import Asked

REQUESTS = """
select request_id, request_type, received_date, due_date, alert_after_date, missing_code
from vault.int_customer__requests
where request_id not in (select request_id from lundi_state.vault.request_answers)
    and request_id not in (select request_id from lundi_state.privacy.erasures where status = 'done')
order by due_date, request_id
"""
# Delivered after the build that the edition is of: nobody has dated them yet.
LATER = """
select count(distinct request_id) as request_count from lundi_raw.raw.privacy_requests
where request_id not in (select request_id from vault.int_customer__requests)
"""


@dataclass(frozen=True)
class OpenRequest:
    """A request that nobody has answered yet."""

    request_id: str
    request_type: str
    received_date: date
    due_date: date
    missing_code: str | None
    is_urgent: bool
    is_overdue: bool

    def days_left(self, today: date) -> int:
        """Days until the answer is due; below zero where they have passed."""
        return (self.due_date - today).days


def open_requests(connection: "Asked", out: Path, now: datetime) -> list[OpenRequest]:
    """The requests without an answer, the next due first; the package of an access is its answer, too."""
    today = wall_clock(now).date()
    return [
        OpenRequest(
            row["request_id"],
            row["request_type"],
            row["received_date"],
            row["due_date"],
            row["missing_code"],
            is_urgent=today > row["alert_after_date"],
            is_overdue=today > row["due_date"],
        )
        for row in rows(connection, REQUESTS)
        if not (row["request_type"] == "access" and package_folder(out, row["request_id"]).is_dir())
    ]


def later_request_count(connection: "Asked") -> int:
    """Requests that raw has and the edition has not."""
    return rows(connection, LATER)[0]["request_count"]


def urgent(requests: Iterable[OpenRequest]) -> list[OpenRequest]:
    """Those that cannot wait."""
    return [request for request in requests if request.is_urgent]
