"""Loading: what gets into raw, what is kept aside, what is refused, and what a second time changes."""

from datetime import UTC, datetime

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.ingest import find_deliveries, ingest
from worlds import PRODUCTS, STORES, line, ticket

FIRST, SECOND, THIRD = (f"2026111{day}T050000Z-001" for day in (0, 1, 2))
TICKETS = [ticket("T1", "S1", "2026-11-09", "5.00"), ticket("T2", "S1", "2026-11-09", "7.00")]


@pytest.fixture
def raw(tmp_path):
    return tmp_path / "warehouse" / "raw.duckdb"


def run(zone, raw):
    return ingest(zone.path, raw, as_of=datetime(2026, 11, 16, tzinfo=UTC))


def query(raw, sql):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{raw}' as lundi_raw (read_only)")
        connection.execute("use lundi_raw")
        return connection.execute(sql).fetchall()


def statuses(report):
    return [outcome.status for outcome in report.outcomes]


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_a_delivery_is_loaded_with_its_place_in_the_file(zone, raw, file_format):
    zone.deliver("pos/tickets", TICKETS, FIRST, file_format=file_format)
    report = run(zone, raw)
    assert (report.row_count, report.is_complete) == (2, True)
    assert query(raw, "select ticket_id, total_eur_incl_tax::varchar, delivery_id, delivery_mode, file_row_number, "
                      "closed_at::varchar, closed_at_has_offset, till_id from raw.pos_tickets order by 1") == [
        ("T1", "5.00", FIRST, "append", 1, "2026-11-09 12:00:00", False, None),
        ("T2", "7.00", FIRST, "append", 2, "2026-11-09 12:00:00", False, None),
    ]  # fmt: skip


def test_csv_and_parquet_of_the_same_rows_load_the_same(zone, raw):
    rows = [line("T1", 1, "0001", "0.500", "4.00", "2.00"), line("T1", 2, "0001", "-1", "2.50", "-2.50")]
    zone.deliver("pos/ticket_lines", rows, FIRST)
    zone.deliver("pos/ticket_lines", rows, SECOND, file_format="parquet")
    assert statuses(run(zone, raw)) == ["accepted", "accepted"]
    columns = "* exclude (delivery_id, delivered_at, file_name)"
    assert query(raw, f"select {columns} from raw.pos_ticket_lines where delivery_id = '{FIRST}' order by 2") == query(
        raw, f"select {columns} from raw.pos_ticket_lines where delivery_id = '{SECOND}' order by 2"
    )


def test_columns_are_found_by_name_and_identifiers_keep_their_zeros(zone, raw):
    reordered = [dict(reversed(row.items())) for row in PRODUCTS]
    zone.deliver("reference/products", reordered, FIRST, mode="full", covers_from="2026-01-01")
    run(zone, raw)
    assert query(raw, "select product_id, department_code, unit, vat_rate::varchar, is_fuel, aisle_code "
                      "from raw.reference_products where product_id = '0003'") == [
        ("0003", "CAR", "litre", "0.2000", True, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stored", "has_offset"),
    [
        ("2026-11-09T12:00:00", "2026-11-09 12:00:00", False),
        ("2026-11-09 12:00:00", "2026-11-09 12:00:00", False),
        ("2026-11-09T12:00:00Z", "2026-11-09 12:00:00", True),
        ("2026-11-09T12:00:00+01:00", "2026-11-09 11:00:00", True),
        ("2026-11-09T00:30:00+0100", "2026-11-08 23:30:00", True),
        ("2026-11-09T12:00:00.250-05:00", "2026-11-09 17:00:00.25", True),
    ],
)
def test_a_time_with_offset_is_an_instant_and_one_without_is_wall_clock(zone, raw, text, stored, has_offset):
    zone.deliver("pos/tickets", [ticket("T1", "S1", "2026-11-09", "5.00", closed_at=text)], FIRST)
    run(zone, raw)
    assert query(raw, "select closed_at::varchar, closed_at_has_offset from raw.pos_tickets") == [(stored, has_offset)]


def test_a_second_run_changes_nothing(zone, raw):
    zone.deliver("pos/tickets", TICKETS, FIRST)
    run(zone, raw)
    before = query(raw, "select * from raw.deliveries"), query(raw, "select * from raw.pos_tickets")
    assert statuses(run(zone, raw)) == ["unchanged"]
    assert (query(raw, "select * from raw.deliveries"), query(raw, "select * from raw.pos_tickets")) == before


def test_known_content_under_another_name_is_noted_and_not_loaded_again(zone, raw):
    zone.deliver("pos/tickets", TICKETS, FIRST)
    zone.deliver("pos/tickets", TICKETS, SECOND)
    assert statuses(run(zone, raw)) == ["accepted", "duplicate"]
    assert query(raw, "select count(*) from raw.pos_tickets") == [(2,)]
    assert query(raw, "select duplicate_of from raw.deliveries where status = 'duplicate'") == [(FIRST,)]
    assert statuses(run(zone, raw)) == ["unchanged", "unchanged"]


def test_files_without_rows_are_one_content_only_where_they_announce_the_same(zone, raw):
    empty = {"tamper": lambda content: content[: content.index(b"\n") + 1], "is_hash_of_tampered": True}
    for delivery_id, total in ((FIRST, "0.00"), (SECOND, "0.00"), (THIRD, "96.19")):
        zone.deliver(
            "pos/tickets", TICKETS, delivery_id, **empty,
            tamper_manifest=lambda m, total=total: {
                **m, "files": [{**m["files"][0], "row_count": 0}], "control_totals": {"total_eur_incl_tax": total},
            },
        )  # fmt: skip
    assert statuses(run(zone, raw)) == ["accepted", "duplicate", "accepted"]


def test_the_same_state_from_a_later_day_on_is_news(zone, raw):
    zone.deliver("reference/stores", STORES, FIRST, mode="full", covers_from="2026-01-01")
    zone.deliver("reference/stores", STORES[:1], SECOND, mode="full", covers_from="2026-02-01")
    zone.deliver("reference/stores", STORES, THIRD, mode="full", covers_from="2026-03-01")
    assert statuses(run(zone, raw)) == ["accepted"] * 3


def test_a_delivery_id_with_other_content_is_refused_and_the_first_stays(zone, raw):
    zone.deliver("pos/tickets", TICKETS, FIRST)
    run(zone, raw)
    zone.deliver("pos/tickets", TICKETS[:1], FIRST)
    report = run(zone, raw)
    assert [outcome.refusal.rule for outcome in report.outcomes] == ["delivery_id_reused"]
    assert query(raw, "select count(*) from raw.pos_tickets") == [(2,)]
    assert query(raw, "select count(*) from raw.delivery_refusals where resolved_at is null") == [(1,)]

    zone.deliver("pos/tickets", TICKETS, FIRST)
    assert statuses(run(zone, raw)) == ["unchanged"]
    assert query(raw, "select count(*) from raw.delivery_refusals where resolved_at is null") == [(0,)]


RENAMED = [{("total" if key == "total_eur_incl_tax" else key): value for key, value in TICKETS[0].items()}]


@pytest.mark.parametrize(
    ("rows", "options", "rule", "place"),
    [
        (TICKETS, {"tamper": lambda c: c[:-5], "is_hash_of_tampered": True}, "truncated", "tickets.csv, row 2"),
        (TICKETS, {"tamper": lambda c: c[: c.rindex(b"T2")], "is_hash_of_tampered": True}, "row_count_differs",
         "tickets.csv, row 1"),
        (TICKETS, {"tamper": lambda c: c.replace(b"5.00", b"6.00")}, "hash_differs", "tickets.csv"),
        (RENAMED, {}, "column_missing", "tickets.csv, column total_eur_incl_tax"),
        ([{**TICKETS[0], "ticket_id": "Été"}], {"tamper": lambda c: c.decode().encode("latin-1"),
         "is_hash_of_tampered": True}, "encoding_not_utf8", "tickets.csv, row 1"),
        ([{**TICKETS[0], "matricule": "12"}], {}, "column_marks_employees", "tickets.csv, column matricule"),
        (TICKETS, {"tamper": lambda c: c.replace(b"T2;", b"T2;;;"), "is_hash_of_tampered": True}, "csv_malformed",
         "tickets.csv, row 2"),
        (TICKETS, {"tamper": lambda c: c[:-9], "is_hash_of_tampered": True, "file_format": "parquet"},
         "file_unreadable", "tickets.parquet"),
    ],
    ids=["truncated", "cut at a line end", "wrong hash", "renamed", "latin-1", "employees", "extra fields", "parquet"],
)  # fmt: skip
def test_a_spoiled_delivery_is_refused_whole_the_others_go_on_and_mended_it_is_taken(
    zone, raw, rows, options, rule, place
):
    zone.deliver("pos/tickets", rows, FIRST, **options)
    zone.deliver("pos/ticket_lines", [line("T1", 1, "0001", "2", "2.50", "5.00")], SECOND)
    report = run(zone, raw)
    assert sorted(statuses(report)) == ["accepted", "refused"]
    refusal = report.with_status("refused")[0].refusal
    assert (refusal.rule, refusal.place) == (rule, place)
    assert query(raw, "select count(*) from raw.pos_tickets") == [(0,)]
    assert query(raw, "select count(*) from raw.pos_ticket_lines") == [(1,)]
    assert run(zone, raw).with_status("refused"), "it stays refused until it is mended"
    assert query(raw, "select count(*) from raw.delivery_refusals where resolved_at is null") == [(1,)]

    zone.deliver("pos/tickets", TICKETS, FIRST)
    assert run(zone, raw).with_status("accepted")[0].row_count == 2
    assert query(raw, "select count(*) from raw.delivery_refusals where resolved_at is null") == [(0,)]


def test_a_retyped_parquet_column_is_refused_and_an_empty_one_counts_as_absent(zone, raw, tmp_path):
    def retyped(sql_type, value):
        def write(content):
            source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
            source.write_bytes(content)
            with duckdb.connect() as connection:
                connection.execute(
                    f"copy (select * replace (cast({value} as {sql_type}) as loyalty_card_number) "
                    f"from read_parquet('{source}')) to '{target}' (format parquet)"
                )
            return target.read_bytes()

        return {"tamper": write, "is_hash_of_tampered": True, "file_format": "parquet"}

    zone.deliver("pos/tickets", TICKETS, FIRST, **retyped("bigint", "12"))
    zone.deliver("pos/tickets", TICKETS, SECOND, **retyped("integer", "null"))
    report = run(zone, raw)
    assert [outcome.refusal and outcome.refusal.rule for outcome in report.outcomes] == ["column_retyped", None]


@pytest.mark.parametrize(
    ("change", "reason", "column"),
    [
        ({"ticket_id": ""}, "key_null", "ticket_id"),
        ({"store_id": ""}, "value_missing", "store_id"),
        ({"total_eur_incl_tax": "12,50"}, "not_a_number", "total_eur_incl_tax"),
        ({"total_eur_incl_tax": "NaN"}, "not_a_number", "total_eur_incl_tax"),
        ({"total_eur_incl_tax": "1e400"}, "not_a_number", "total_eur_incl_tax"),
        ({"total_eur_incl_tax": "12.505"}, "too_many_decimals", "total_eur_incl_tax"),
        ({"business_date": "09/11/2026"}, "not_a_date", "business_date"),
        ({"closed_at": "midnight"}, "not_a_timestamp", "closed_at"),
        ({"status": "sold"}, "value_unknown", "status"),
    ],
)
def test_a_row_that_cannot_be_typed_is_kept_aside_as_it_came(zone, raw, change, reason, column):
    zone.deliver("pos/tickets", [TICKETS[0], {**TICKETS[1], **change}], FIRST)
    report = run(zone, raw)
    assert (report.row_count, len(report.kept_aside), report.is_complete) == (1, 1, False)
    kept = query(
        raw, "select reason_code, column_name, file_name, file_row_number, delivered_row from quarantine.delivered_rows"
    )
    assert kept[0][:4] == (reason, column, "tickets.csv", 2)
    assert next(iter(change.values())) in kept[0][4] or next(iter(change.values())) == ""
    assert query(raw, "select row_count, loaded_row_count, quarantined_row_count from raw.deliveries") == [(2, 1, 1)]
    assert report.sentences == [f"kept aside: pos/tickets/{FIRST}: tickets.csv, row 2, column {column} [{reason}]"]
    assert not run(zone, raw).is_complete, "it is still missing when nothing new came"


def test_rows_that_the_manifest_does_not_announce_are_no_way_around_the_quarantine(zone, raw):
    rows = [TICKETS[0], {**TICKETS[1], "total_eur_incl_tax": "abc"}]
    zone.deliver(
        "pos/tickets", rows, FIRST,
        tamper_manifest=lambda m: {**m, "files": [{**m["files"][0], "row_count": 1}]},
    )  # fmt: skip
    assert run(zone, raw).outcomes[0].refusal.rule == "row_count_differs"
    assert query(raw, "select count(*) from raw.pos_tickets") == [(0,)]


def test_known_content_is_believed_only_once_its_bytes_have_been_seen(zone, raw):
    zone.deliver("pos/tickets", TICKETS, FIRST)
    zone.deliver("pos/tickets", TICKETS, SECOND, tamper=lambda c: c.replace(b"5.00", b"6.00"))
    folder = zone.deliver("pos/tickets", TICKETS, THIRD)
    (folder / "tickets.csv").unlink()
    report = run(zone, raw)
    assert [o.refusal and o.refusal.rule for o in report.outcomes] == [None, "hash_differs", "file_missing"]


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
@pytest.mark.parametrize("delivery_id", ["store_id=S9", "business_date=2020-01-01", "a[1]*?"])
def test_a_folder_s_name_never_gets_into_the_rows(zone, raw, file_format, delivery_id):
    zone.deliver("pos/tickets", TICKETS, delivery_id, file_format=file_format, delivered_at="2026-11-10T05:00:00Z")
    assert statuses(run(zone, raw)) == ["accepted"]
    assert query(raw, "select distinct store_id, business_date::varchar from raw.pos_tickets") == [("S1", "2026-11-09")]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone_name", [None, "UTC", "Europe/Paris"])
def test_parquet_written_elsewhere_is_read_with_its_instants(zone, raw, unit, zone_name):
    import io
    from decimal import Decimal

    import pyarrow
    import pyarrow.parquet

    moment = datetime(2026, 7, 1, 12, 0)
    table = pyarrow.table(
        {
            "ticket_id": pyarrow.array(["T1"]).dictionary_encode(),
            "store_id": ["S1"],
            "business_date": [moment.date()],
            "closed_at": pyarrow.array([moment], pyarrow.timestamp(unit, zone_name)),
            "loyalty_card_number": pyarrow.array([None], pyarrow.null()),
            "status": ["sale"],
            "total_eur_incl_tax": pyarrow.array([Decimal("5.0000")], pyarrow.decimal128(19, 4)),
        }
    )
    written = io.BytesIO()
    pyarrow.parquet.write_table(table, written)
    zone.deliver(
        "pos/tickets", TICKETS[:1], FIRST, file_format="parquet", tamper=lambda _: written.getvalue(),
        is_hash_of_tampered=True,
    )  # fmt: skip
    assert run(zone, raw).is_complete
    assert query(
        raw, "select closed_at::varchar, closed_at_has_offset, total_eur_incl_tax::varchar from raw.pos_tickets"
    ) == [("2026-07-01 12:00:00", zone_name is not None, "5.00")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"line_number": "1.5"}, "not_a_number"),
        ({"line_number": "1e2"}, "not_a_number"),
        ({"quantity": "1_000"}, "not_a_number"),
        ({"quantity": "1e1"}, "not_a_number"),
        ({"vat_rate": "5.5%"}, "not_a_number"),
    ],
)
def test_a_number_is_only_what_the_contract_writes(zone, raw, change, reason):
    zone.deliver("pos/ticket_lines", [{**line("T1", 1, "0001", "2", "2.50", "5.00"), **change}], FIRST)
    assert len(run(zone, raw).kept_aside) == 1
    assert query(raw, "select reason_code from quarantine.delivered_rows") == [(reason,)]


@pytest.mark.parametrize(
    "change",
    [
        {"business_date": "infinity"}, {"business_date": "epoch"}, {"business_date": "2026/11/09"},
        {"business_date": "2026-11-9"}, {"business_date": "2026-02-30"}, {"business_date": "99999-01-01"},
        {"closed_at": "2026-11-09 12:00:00 UTC"}, {"closed_at": "2026-11-09 12:00:00 Europe/Paris"},
        {"closed_at": "2026-11-09T12:00:00+25:00"}, {"closed_at": "2026-11-09"},
    ],
)  # fmt: skip
def test_a_date_or_a_time_is_only_what_the_contract_writes(zone, raw, change):
    zone.deliver("pos/tickets", [{**TICKETS[0], **change}], FIRST)
    assert len(run(zone, raw).kept_aside) == 1


def test_a_correction_with_a_bad_row_leaves_the_whole_ticket_as_it_was(zone, raw):
    first = [line("T1", n, "0001", "1", "2.50", "2.50") for n in (1, 2)]
    zone.deliver("pos/ticket_lines", first, FIRST)
    bad = {**line("T1", 2, "0001", "1", "2.50", "2,50")}
    corrected = [line("T1", 1, "0001", "2", "2.50", "5.00"), bad, line("T2", 1, "0001", "1", "1.00", "1.00")]
    zone.deliver("pos/ticket_lines", corrected, SECOND, mode="correction")
    report = run(zone, raw)
    assert (report.row_count, len(report.kept_aside)) == (3, 2)
    assert query(raw, "select distinct ticket_id from raw.pos_ticket_lines where delivery_mode = 'correction'") == [
        ("T2",)
    ]
    assert sorted(query(raw, "select reason_code, file_row_number from quarantine.delivered_rows")) == [
        ("not_a_number", 2), ("unit_has_a_bad_row", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tamper", "tamper_manifest"),
    [
        (lambda c: c.replace(b"total_eur_incl_tax\n", b"total_eur_incl_tax;\n").replace(b"0\n", b"0;\n"), lambda m: m),
        (lambda c: c.replace(b"order_id", b"Ticket_ID"), lambda m: m),
        (lambda c: c.replace(b"order_id", b"file_row_number"), lambda m: m),
        (lambda c: c.replace(b"order_id", b"row_place"), lambda m: m),
        (lambda c: c.replace(b"order_id", b"incoming"), lambda m: m),
    ],
    ids=["trailing separator", "other case", "file_row_number", "row_place", "incoming"],
)
def test_odd_column_names_are_reported_and_harm_nothing(zone, raw, tamper, tamper_manifest):
    zone.deliver("pos/tickets", TICKETS, FIRST, tamper=tamper, is_hash_of_tampered=True)
    report = run(zone, raw)
    assert (report.row_count, len(report.outcomes[0].unknown_columns)) == (2, 1)


@pytest.mark.parametrize(
    "broken",
    [
        {"files": [{"name": 5, "row_count": 1, "sha256": "x"}]}, {"control_totals": ["x"]}, {"files": []},
        {"delivered_at": "0001-01-01T00:00:00+10:00"}, {"mode": "[/x]"}, {"source": ["pos"]}, {"files": "x"},
    ],
)  # fmt: skip
def test_no_manifest_however_odd_stops_the_others(zone, raw, broken):
    zone.deliver("pos/tickets", TICKETS, FIRST, tamper_manifest=lambda m: {**m, **broken})
    zone.deliver("pos/tickets", TICKETS, SECOND)
    report = run(zone, raw)
    assert [o.status for o in report.outcomes] == ["refused", "accepted"]


def test_columns_that_the_contract_lacks_are_not_stored_but_reported(zone, raw):
    zone.deliver("pos/tickets", [{**TICKETS[0], "weather": "rain"}], FIRST)
    assert run(zone, raw).outcomes[0].unknown_columns == ("weather",)
    assert query(raw, "select unknown_columns from raw.deliveries") == [("weather",)]


def test_a_raw_database_of_an_older_contract_takes_the_new_columns(zone, raw):
    zone.deliver("pos/tickets", TICKETS, FIRST)
    run(zone, raw)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{raw}' as lundi_raw")
        connection.execute("alter table lundi_raw.raw.pos_tickets drop column loyalty_card_number")
    zone.deliver("pos/tickets", [ticket("T3", "S1", "2026-11-10", "1.00", loyalty_card_number="7")], SECOND)
    run(zone, raw)
    assert query(raw, "select ticket_id, loyalty_card_number from raw.pos_tickets order by 1") == [
        ("T1", None), ("T2", None), ("T3", "7"),
    ]  # fmt: skip


def test_a_database_in_use_is_said_so(zone, raw):
    import subprocess
    import sys

    zone.deliver("pos/tickets", TICKETS, FIRST)
    run(zone, raw)
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(raw)!r}); print('held', flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        holder.stdout.readline()
        with pytest.raises(LundiError, match="in use by another process"):
            run(zone, raw)
    finally:
        holder.communicate("\n")


def test_an_empty_or_missing_landing_zone_is_said_so(tmp_path, zone):
    with pytest.raises(LundiError, match="there is no landing zone"):
        find_deliveries(tmp_path / "nowhere")
    zone.path.mkdir()
    with pytest.raises(LundiError, match="no delivery lies in"):
        find_deliveries(zone.path)


def test_a_spoiled_raw_database_is_said_so(zone, raw):
    zone.deliver("pos/tickets", TICKETS, FIRST)
    raw.parent.mkdir(parents=True)
    raw.write_bytes(b"no database at all, but long enough to look at" * 200)
    with pytest.raises(LundiError, match="cannot be opened") as refused:
        run(zone, raw)
    assert "lundi ingest" in refused.value.next_step
