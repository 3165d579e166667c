"""Landing files that Lundi writes itself are read back by its own loader."""

from datetime import UTC, date, datetime

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.landing.writer import Delivery, write_delivery

CARDS = """
select '900' as loyalty_card_number, timestamptz '2026-11-09 11:00:00+01' as issued_at, 'M1' as member_id,
    cast(null as timestamptz) as deactivated_at
union all
select '901', timestamptz '2026-11-09 12:00:00+01', 'M2', null
"""


def cards(select=CARDS):
    return Delivery("loyalty", "cards", "append", datetime(2026, 11, 10, 5, tzinfo=UTC), select)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_is_written_is_read_back(tmp_path, file_format):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        assert write_delivery(connection, tmp_path / "landing", cards(), file_format)
    report = ingest(tmp_path / "landing", tmp_path / "raw.duckdb", as_of=datetime(2026, 11, 16, tzinfo=UTC))
    assert (report.row_count, report.is_complete) == (2, True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path}/raw.duckdb' as lundi_raw (read_only)")
        rows = connection.execute(
            "select loyalty_card_number, cast(issued_at as varchar), issued_at_has_offset, deactivated_at "
            "from lundi_raw.raw.loyalty_cards order by 1"
        ).fetchall()
    assert rows == [("900", "2026-11-09 10:00:00", True, None), ("901", "2026-11-09 11:00:00", True, None)]


def test_the_same_delivery_is_left_alone_and_another_under_its_id_is_refused(tmp_path):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        assert write_delivery(connection, tmp_path, cards())
        assert not write_delivery(connection, tmp_path, cards())
        with pytest.raises(LundiError, match="20261110T050000Z-001 lies there with other content"):
            write_delivery(connection, tmp_path, cards(CARDS.replace("'M2'", "'M3'")))
    assert [path.name for path in (tmp_path / "loyalty" / "cards").iterdir()] == ["20261110T050000Z-001"]


def test_a_delivery_without_rows_is_not_written(tmp_path):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        assert not write_delivery(connection, tmp_path, cards(f"select * from ({CARDS}) where false"))
    assert list((tmp_path / "loyalty" / "cards").iterdir()) == []


def test_the_manifest_carries_dates_mode_and_control_totals(tmp_path):
    import json

    delivery = Delivery(
        "reference", "store_closures", "full", datetime(2026, 11, 10, 5, tzinfo=UTC),
        "select 'S1' as store_id, date '2026-12-25' as closed_from, date '2026-12-25' as closed_to, 'Noël' as reason",
        covers_from=date(2026, 1, 1), sequence=7, control_totals={"rows": "1"},
    )  # fmt: skip
    with duckdb.connect() as connection:
        write_delivery(connection, tmp_path, delivery)
    path = tmp_path / "reference/store_closures/20261110T050000Z-007/manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    assert manifest["covers_from"] == "2026-01-01"
    assert manifest["delivered_at"] == "2026-11-10T05:00:00Z"
    assert manifest["mode"] == "full"
    assert manifest["control_totals"] == {"rows": "1"}
    assert manifest["files"][0]["row_count"] == 1
