"""`lundi activation feed`: what the marketing platform is to change since the last feed.

A feed is made in a hidden folder, noted in the state, then shown by one rename. A kill between any two of these is
repaired by the next call: what was made whole goes out as it was made, what was not is made again. So a change is never
lost, and a number never stands for two contents.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from lundi.activation.desk import OUTGOING, Desk, open_desk
from lundi.activation.gate import breaches
from lundi.errors import LundiError
from lundi.settings import Settings
from lundi.warehouse.dbt import DEV
from lundi.warehouse.ledger import naive
from lundi.warehouse.load_sql import literal

CONTRACT_VERSION = 1
COMMENT = re.compile(r"--[^\n]*")
MANIFEST, MEMORY = "manifest.json", "memory.csv"
FILES = {
    "changes.csv": (
        "select change_code, recipient_key, contact_channel_code, contact_point, is_first_of_contact_point, "
        "is_for_wishes, consented_at, expires_at from outgoing_changes order by recipient_key, contact_channel_code"
    ),
    "wishes.csv": (
        "select recipient_key, contact_channel_code, birthday_date from outgoing_wishes "
        "order by birthday_date, recipient_key"
    ),
}
REMEMBERED = """
select change_code, customer_id, contact_channel_code, content_hash from outgoing_changes
union all
select 'wish', customer_id, contact_channel_code, content_hash from outgoing_wishes
order by all
"""
COUNTS = """
select
    (select count(*) from outgoing_changes where change_code = 'upsert'),
    (select count(*) from outgoing_changes where change_code = 'delete'),
    (select count(*) from outgoing_wishes)
"""


@dataclass(frozen=True)
class Feed:
    """What a feed holds; without a number it was not made."""

    upsert_count: int
    delete_count: int
    wish_count: int
    number: int | None = None
    folder: Path | None = None
    repaired: tuple[int, ...] = ()  # feeds that an earlier call was killed over, and that are out now

    @property
    def is_empty(self) -> bool:
        """Whether the platform has all there is."""
        return not (self.upsert_count or self.delete_count or self.wish_count)


def feeds_folder(settings: Settings) -> Path:
    """Where the marketing platform fetches its feeds, a folder each."""
    return settings.out / "activation" / "marketing"


def make_feed(
    settings: Settings,
    *,
    is_full: bool = False,
    is_real: bool = True,
    may_shrink: bool = False,
    now: datetime | None = None,
    target: str = DEV,
) -> Feed:
    """Makes the next feed from the published edition; the caller holds the warehouse.

    is_full: everything that the platform is to hold. is_real: False tells what would be sent, and changes nothing.
    may_shrink: whether many rows may go at once. target: whose edition and state.

    Raises LundiError where nothing is published, an older version did, or gate B stops it: nothing leaves then.
    """
    now = now or datetime.now(UTC)
    with open_desk(settings, target) as desk:
        repaired = repair(desk, settings) if is_real else ()
        _prepare(desk, is_full=is_full)
        upserts, deletes, wishes = desk.execute(COUNTS).fetchall()[0]
        feed = Feed(upserts, deletes, wishes, repaired=repaired)
        if feed.is_empty:
            return feed
        found = breaches(desk, now, may_shrink=may_shrink or is_full)
        if found:
            said = "; ".join(breach.sentence for breach in found)
            raise LundiError(
                f"gate B stops the feed: {said}",
                "nothing has left. Run `lundi monday` where consents ended since; `--accept` lets many rows go at once",
            )
        if not is_real:
            return feed
        (last,) = desk.execute("select max(feed_number) from lundi_state.vault.feed_changes").fetchall()[0]
        number = (last or 0) + 1
        hidden = _make(desk.outgoing(), settings, _document(number, desk.as_of, now, feed, is_full=is_full))
        _remember(desk, hidden)
        return Feed(upserts, deletes, wishes, number, _show(hidden), repaired)


def repair(desk: Desk, settings: Settings) -> tuple[int, ...]:
    """Ends what earlier calls were killed over; gives the numbers of the feeds that are out by it."""
    shown = []
    for hidden in sorted(feeds_folder(settings).glob(".[0-9]*")):
        if not (hidden / MANIFEST).is_file():
            shutil.rmtree(hidden)
            continue
        _remember(desk, hidden)
        shown.append(int(_show(hidden).name))
    return tuple(shown)


def _prepare(desk: Desk, *, is_full: bool) -> None:
    for name in OUTGOING:
        query = COMMENT.sub("", Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8"))
        parameters = {"pepper": desk.pepper, **({"is_full": is_full} if "$is_full" in query else {})}
        desk.fill(name, query, parameters)


def _document(number: int, as_of: datetime, now: datetime, feed: Feed, *, is_full: bool) -> dict[str, Any]:
    return {
        "feed_number": number,
        "contract_version": CONTRACT_VERSION,
        "is_full": is_full,
        "consents_as_of": f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
        "made_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "upsert_count": feed.upsert_count,
        "delete_count": feed.delete_count,
        "wish_count": feed.wish_count,
    }


def _make(connection: duckdb.DuckDBPyConnection, settings: Settings, document: Mapping[str, Any]) -> Path:
    """The feed whole in a hidden folder, what is to be remembered of it beside; its manifest is written last."""
    hidden = feeds_folder(settings) / f".{document['feed_number']:06d}"
    hidden.mkdir(parents=True, mode=0o700)
    for name, query in {**FILES, MEMORY: REMEMBERED}.items():
        connection.execute(f"copy ({query}) to {literal(str(hidden / name))} (header, delimiter ',')")
        (hidden / name).chmod(0o600)
    write_manifest(hidden, document)
    return hidden


def write_manifest(folder: Path, document: Mapping[str, Any]) -> None:
    """Writes the manifest of a feed with the hashes of its files, whole or not at all."""
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    beside = folder / f".{MANIFEST}"
    beside.write_text(json.dumps({**document, "sha256": hashes}, indent=2) + "\n", encoding="utf-8")
    beside.chmod(0o600)
    beside.replace(folder / MANIFEST)


def _remember(desk: Desk, hidden: Path) -> None:
    """Notes in the state what a feed holds; does nothing where that was done."""
    document = json.loads((hidden / MANIFEST).read_text(encoding="utf-8"))
    number = document["feed_number"]
    with desk.transaction():
        known = desk.execute(
            "select 1 from lundi_state.vault.feed_changes where feed_number = ? limit 1", [number]
        ).fetchone()
        if not known:
            as_of, sent_at = (naive(datetime.fromisoformat(document[key])) for key in ("consents_as_of", "made_at"))
            desk.remember(hidden / MEMORY, number, as_of, sent_at)


def _show(hidden: Path) -> Path:
    """One rename: from then on the platform may fetch it."""
    (hidden / MEMORY).unlink(missing_ok=True)
    shown = hidden.with_name(hidden.name.removeprefix("."))
    hidden.rename(shown)
    return shown
