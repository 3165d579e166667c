"""The bench of the weekly marts: its data are what they are said to be, its peers agree, its document tells it."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from lundi.bench import sales_data as data
from lundi.bench import sales_deliveries as deliveries
from lundi.bench import sales_peers as peers
from lundi.bench.sales import FLOOR, HAND_WRITTEN_SET, OUR_SET, SalesResult, Stage, as_document, check_room, exponents
from lundi.bench.sales_data import LINES, SalesSize, chosen_size, files_of, iso_week_of, mondays, parquet
from lundi.bench.sales_deliveries import with_all_columns
from lundi.errors import LundiError

TINY = SalesSize("tiny", 31_200, 2, 100)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a very small size."""
    folder = tmp_path_factory.mktemp("sales")
    data.make_sales(TINY, folder)
    return folder


@pytest.fixture(scope="module")
def warehouse(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables that the marts read."""
    path = tmp_path_factory.mktemp("warehouse") / "lundi.duckdb"
    peers.fill_warehouse(made, path)
    return path


def test_there_is_one_file_for_each_of_104_weeks(made: Path) -> None:
    files = files_of(made, LINES)
    assert len(files) == len(mondays()) == 104
    assert Path(files[0]).stem == iso_week_of(mondays()[0]) == "2024-W47"
    assert Path(files[-1]).stem == "2026-W46"


def test_lines_are_about_as_many_as_the_size_says_and_none_stands_twice(made: Path) -> None:
    found = duckdb.sql(
        "select count(*), count(distinct (channel_code, transaction_id, line_number)), count(distinct store_id), "
        f"count(distinct channel_code) from {parquet(files_of(made, LINES))}"
    ).fetchall()[0]
    assert found[0] == found[1]
    assert found[0] == pytest.approx(TINY.line_count, rel=0.05)
    assert found[2:] == (TINY.store_count, 4)


def test_a_week_made_again_is_the_same(made: Path) -> None:
    again, _ = data.week_selects(TINY, 0, mondays()[0])
    former = parquet(files_of(made, LINES)[:1])
    assert duckdb.sql(f"select count(*) from (({again}) except all (select * from {former}))").fetchall() == [(0,)]
    assert (
        duckdb.sql(f"select count(*) from ({again})").fetchall()
        == duckdb.sql(f"select count(*) from {former}").fetchall()
    )


def test_a_peak_adds_eleven_times_the_orders_of_a_day_and_no_ticket() -> None:
    counts = []
    for peak in (1, data.PEAK):
        lines, _ = data.week_selects(chosen_size("S"), data.WEEK_COUNT - 1, data.LAST_MONDAY, peak)
        rows = duckdb.sql(
            "select channel_code = 'store', business_date, count(distinct transaction_id) "
            f"from ({lines}) group by all order by all"
        ).fetchall()
        counts.append({(is_store, day): count for is_store, day, count in rows})
    saturday = date(2026, 11, 14)
    assert {key for key in counts[0] if counts[0][key] != counts[1][key]} == {(False, saturday)}
    assert counts[1][False, saturday] / counts[0][False, saturday] == pytest.approx(data.PEAK, rel=0.35)


def test_one_week_alone_has_the_lines_that_it_has_among_the_others(made: Path, tmp_path: Path) -> None:
    count = data.make_one_week(TINY, tmp_path)
    again, former = parquet(files_of(tmp_path, LINES)), parquet(files_of(made, LINES)[-1:])
    assert duckdb.sql(f"select count(*) from {former}").fetchall() == [(count,)]
    assert duckdb.sql(f"select count(*) from (from {again} except all from {former})").fetchall() == [(0,)]


def test_a_size_that_does_not_exist_is_refused() -> None:
    with pytest.raises(LundiError, match="no size 'XXL'"):
        chosen_size("XXL")


def test_a_disk_too_small_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(LundiError, match="on disk"):
        check_room(tmp_path, SalesSize("huge", 10**15, 1, 1))


def test_pandas_and_duckdb_agree_and_a_cent_more_is_found(made: Path, warehouse: Path, tmp_path: Path) -> None:
    peers.weekly_by_duckdb(warehouse, tmp_path / "weekly.duckdb")
    peers.weekly_by_pandas(made, tmp_path / "weekly.parquet")
    other = parquet([str(tmp_path / "weekly.parquet")])
    assert peers.differing_rows(warehouse, "out.weekly", other, tmp_path / "weekly.duckdb") == 0
    with duckdb.connect(str(tmp_path / "weekly.duckdb")) as connection:
        connection.execute(
            "update weekly set sales_eur_incl_tax = sales_eur_incl_tax + 0.01 "
            "where rowid = (select min(rowid) from weekly)"
        )
    assert peers.differing_rows(warehouse, "out.weekly", other, tmp_path / "weekly.duckdb") == 2


def test_the_hand_written_set_has_the_total_of_the_lines_in_each_table(warehouse: Path, tmp_path: Path) -> None:
    peers.set_by_duckdb(warehouse, tmp_path / "set.duckdb")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        total = connection.execute("select sum(sales_eur_incl_tax) from marts.fct_sales_lines").fetchall()
    with duckdb.connect(str(tmp_path / "set.duckdb"), read_only=True) as connection:
        for table in ("store_departments", "store_weeks", "channel_weeks"):
            assert connection.execute(f"select sum(sales_eur_incl_tax) from {table}").fetchall() == total


def stage(name: str, seconds: float, rows: int = 1_000_000) -> Stage:
    return Stage(name, "ours", rows, seconds + 8, seconds, seconds, 1, 1, {})


def test_the_document_has_ratios_of_the_stages_that_ran() -> None:
    stages = (stage(FLOOR, 0.5), stage(HAND_WRITTEN_SET, 2.0), stage(OUR_SET, 5.0))
    result = SalesResult("S", 1_000_000, stages, {"a": 0})
    document = json.loads(as_document(result, datetime(2026, 11, 16, tzinfo=UTC)))
    assert document["ratios"] == {"whole set x hand-written": 2.5, "hand-written set x floor": 4.0}
    assert document["is_same"] is True
    assert document["stages"][2]["rows_per_second"] == 200_000


def test_nothing_compared_is_not_the_same() -> None:
    assert not SalesResult("S", 1, (), {}).is_same
    assert not SalesResult("S", 1, (), {"a": 0, "b": 1}).is_same


def test_ten_times_the_rows_in_ten_times_the_time_is_an_exponent_of_one() -> None:
    smaller = SalesResult("S", 1_000_000, (stage(FLOOR, 0.5),), {})
    larger = SalesResult("M", 10_000_000, (stage(FLOOR, 5.0, 10_000_000), stage(OUR_SET, 5.0)), {})
    assert exponents(smaller, larger) == {FLOOR: pytest.approx(1.0)}


def test_the_tills_part_is_delivered_under_every_column_of_the_contract(made: Path) -> None:
    found = list(deliveries.deliveries(made))
    assert [(delivery.source, delivery.entity) for delivery in found[:4]] == [
        ("reference", "stores"),
        ("reference", "products"),
        ("reference", "product_costs"),
        ("pos", "tickets"),
    ]
    assert len(found) == 3 + 2 * 104
    assert all(delivery.delivered_at < deliveries.as_of() for delivery in found)
    tickets = with_all_columns("pos", "tickets", found[3].select)
    columns = {row[0] for row in duckdb.sql(f"describe {tickets}").fetchall()}
    assert columns >= {"order_id", "business_date"}


def test_no_delivered_amount_differs_from_quantity_and_price_by_more_than_the_contract_allows(made: Path) -> None:
    lines = list(deliveries.deliveries(made))[4].select
    wrong = duckdb.sql(
        f"select count(*) from ({lines}) where abs(amount_eur_incl_tax - (quantity * unit_price_eur_incl_tax "
        "- discount_eur_incl_tax)) > greatest(0.01, 0.005 * abs(quantity) + 0.005)"
    ).fetchall()
    assert wrong == [(0,)]
