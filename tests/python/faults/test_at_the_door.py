"""Zone 1: faults that show when a delivery is taken. One landing zone, one ingest, no dbt."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from lundi.ingest import IngestReport, ingest
from worlds import LandingZone, line, ticket

AS_OF = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
TICKETS = [ticket(number, "S1", "2026-11-09", "5.00") for number in ("T1", "T2")]
EARLY = "20261101T050000Z-001"
LABELLED = [
    {"product_id": "0001", "product_name": "Café moulu; 250 g", "brand": ""},
    {"product_id": "0002", "product_name": "Thé", "brand": ""},
]
FULL = {"mode": "full", "covers_from": "2026-01-01"}
ANEW = {"is_hash_of_tampered": True}  # the sender itself wrote it so: hash and count are those of the spoiled file


@dataclass(frozen=True)
class Planted:
    """One delivery with a fault, and what must become of it."""

    fault: str
    what: str
    rows: list[dict[str, Any]] = field(default_factory=lambda: TICKETS)
    entity: str = "pos/tickets"
    options: dict[str, Any] = field(default_factory=dict)
    status: str = "accepted"
    rule: str | None = None  # of the refusal
    place: str | None = None  # where the refusal says that it is: file, row, column
    kept_aside: tuple[tuple[int, str, str], ...] = ()  # row, reason, column
    not_stored: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As pytest names it."""
        return f"{self.fault} {self.what}"


def spoiled(fault, what, tamper, rule, place=None, **more):
    return Planted(
        fault, what, options={**ANEW, "tamper": tamper, **more.pop("options", {})}, status="refused", rule=rule,
        place=place, **more,
    )  # fmt: skip


def aside(fault, what, change, reason):
    (column,) = change
    return Planted(fault, what, [TICKETS[0], {**TICKETS[1], **change}], kept_aside=((2, reason, column),))


def renamed(rows, **names):
    return [{names.get(name, name): value for name, value in row.items()} for row in rows]


def without(rows, column):
    return [{name: value for name, value in row.items() if name != column} for row in rows]


PLANTED = (
    Planted("F02", "the first of two", delivery := TICKETS[:1]),
    Planted("F02", "the same under another name", delivery, status="duplicate"),
    spoiled("F07", "cut within a line", lambda c: c[:-5], "truncated", "tickets.csv, row 2"),
    spoiled("F08", "cut at the end of a line", lambda c: c[: c.rindex(b"T2")], "row_count_differs",
            "tickets.csv, row 1"),
    spoiled("F09", "gzip that was cut off", lambda c: b"\x1f\x8b\x08\x00" + c[:40], "file_compressed", "tickets.csv"),
    spoiled("F10", "an empty file", lambda c: b"", "header_missing", "tickets.csv"),
    spoiled("F10", "a header alone, rows announced", lambda c: c[: c.index(b"\n") + 1], "row_count_differs",
            "tickets.csv"),
    spoiled("F11", "latin-1", lambda c: c.decode().replace("S1", "É1").encode("latin-1"), "encoding_not_utf8",
            "tickets.csv, row 1"),
    spoiled("F11", "UTF-16", lambda c: c.decode().encode("utf-16"), "encoding_not_utf8", "tickets.csv"),
    Planted("F12", "a byte order mark", options={**ANEW, "tamper": lambda c: b"\xef\xbb\xbf" + c}),
    Planted("F12", "line ends of Windows", options={**ANEW, "tamper": lambda c: c.replace(b"\n", b"\r\n")}),
    spoiled("F13", "line ends of both kinds", lambda c: c.replace(b"\n", b"\r\n", 1), "line_ends_mixed", "tickets.csv"),
    spoiled("F13", "a NUL byte", lambda c: c.replace(b"T2", b"\x002"), "nul_byte", "tickets.csv, row 2"),
    Planted("F14", "a column more", [{**row, "weather": "rain"} for row in TICKETS], not_stored=("weather",)),
    spoiled("F15", "a column gone", lambda c: c, "column_missing", "tickets.csv, column store_id",
            rows=without(TICKETS, "store_id")),
    spoiled("F15", "a column renamed", lambda c: c, "column_missing", "tickets.csv, column store_id",
            rows=renamed(TICKETS, store_id="magasin")),
    Planted("F16", "columns in another order", [dict(reversed(row.items())) for row in TICKETS]),
    spoiled("F17", "no header", lambda c: c[c.index(b"\n") + 1 :], "header_missing", "tickets.csv"),
    spoiled("F18", "another delimiter", lambda c: c.replace(b";", b","), "header_missing", "tickets.csv"),
    spoiled("F18", "a delimiter in a label without quotes", lambda c: c.replace(b'"', b""), "csv_malformed",
            "products.csv, row 1", rows=LABELLED, entity="reference/products", options=FULL),
    aside("F19", "a decimal comma", {"total_eur_incl_tax": "12,50"}, "not_a_number"),
    aside("F19", "a narrow space between thousands", {"total_eur_incl_tax": "1\u202f234.50"}, "not_a_number"),
    *(
        aside("F20", text, {"total_eur_incl_tax": text}, "not_a_number")
        for text in ("NaN", "inf", "1e400", "N/A")
    ),
    aside("F21", "a day before its month", {"business_date": "05/10/2026"}, "not_a_date"),
    spoiled("F49", "a column that marks employees", lambda c: c, "column_marks_employees",
            "tickets.csv, column matricule", rows=[{**row, "matricule": "1204"} for row in TICKETS]),
    Planted("F50", "a comment with a telephone number", [{**row, "comment": "rappeler 0601020304"} for row in TICKETS],
            not_stored=("comment",)),
)  # fmt: skip


def delivery_id(number: int) -> str:
    """A delivery of its own for each."""
    return f"20261112T05{number:02d}00Z-001"


class Door:
    """The landing zone that was taken once, and a second time."""

    def __init__(self, zone: LandingZone, raw) -> None:
        self._raw = raw
        # Each has a ticket number of its own, else every second one would be known content.
        self.ids = {}
        for number, planted in enumerate(PLANTED):
            self.ids[planted.name] = delivery_id(number)
            rows = planted.rows if planted.fault == "F02" else _own(planted.rows, number)
            zone.deliver(planted.entity, rows, delivery_id(number), **planted.options)
        zone.deliver("pos/ticket_lines", [line("T1", 1, "0001", "2", "2.50", "5.00")], EARLY)
        self.first = ingest(zone.path, raw, as_of=AS_OF)
        self.before = self.query("select count(*) from raw.pos_tickets"), self.query("from raw.deliveries order by all")
        self.second = ingest(zone.path, raw, as_of=AS_OF)
        self.after = self.query("select count(*) from raw.pos_tickets"), self.query("from raw.deliveries order by all")

    def query(self, sql: str) -> list[tuple]:
        """Rows of the raw database."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{self._raw}' as lundi_raw (read_only); use lundi_raw")
            return connection.execute(sql).fetchall()

    def outcome(self, planted: Planted, report: IngestReport | None = None):
        """What became of it the first time."""
        found = {outcome.path: outcome for outcome in (report or self.first).outcomes}
        return found[f"{planted.entity}/{self.ids[planted.name]}"]


def _own(rows, number):
    key = next(iter(rows[0]))
    if key != "ticket_id":
        return rows
    return [{**row, "loyalty_card_number": f"{number:013d}"} for row in rows]


@pytest.fixture(scope="module")
def door(tmp_path_factory) -> Door:
    folder = tmp_path_factory.mktemp("door")
    return Door(LandingZone(folder / "landing"), folder / "warehouse" / "raw.duckdb")


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_the_fault_has_its_wanted_outcome_at_the_door(door, planted):
    outcome = door.outcome(planted)
    refusal = outcome.refusal
    assert (outcome.status, refusal and refusal.rule) == (planted.status, planted.rule)
    if planted.place:
        assert refusal.place.startswith(planted.place)
    assert outcome.unknown_columns == planted.not_stored
    kept = [(k.row, k.reason, k.column) for k in door.first.kept_aside if k.path == outcome.path]
    assert tuple(kept) == planted.kept_aside
    loaded = door.query(
        f"select count(*) from raw.{planted.entity.replace('/', '_')} where delivery_id = '{outcome.delivery_id}'"
    )[0][0]
    wanted = len(planted.rows) - len(kept) if planted.status == "accepted" else 0
    assert (loaded, outcome.row_count) == (wanted, wanted)


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_what_is_refused_kept_aside_or_not_stored_is_said_with_its_place_and_rule(door, planted):
    said = [sentence for sentence in door.first.sentences if door.outcome(planted).path in sentence]
    named = [planted.rule] if planted.rule else [reason for _, reason, _ in planted.kept_aside]
    assert len(said) == len(named) + bool(planted.not_stored)
    assert all(f"[{name}]" in sentence for name, sentence in zip(named, said, strict=False))


def test_the_others_go_on(door):
    assert {(o.entity, o.status) for o in door.first.outcomes if o.delivery_id == EARLY} == {
        ("ticket_lines", "accepted")
    }


def test_f01_the_same_file_taken_twice_changes_nothing(door):
    assert door.before == door.after
    for planted in PLANTED:
        again = door.outcome(planted, door.second).status
        assert again == ("refused" if planted.status == "refused" else "unchanged")


def test_nothing_of_a_column_that_the_contract_lacks_is_kept(door):
    stored = str(door.query("from raw.pos_tickets")) + str(door.query("from quarantine.delivered_rows"))
    assert "T2" in stored
    for value in ("rain", "rappeler", "0601020304", "1204"):
        assert value not in stored
