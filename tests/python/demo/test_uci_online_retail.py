"""The British gift shop: what Lundi says equals a computation straight on the file, to the penny."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from lundi.demo.uci_online_retail import COLUMNS, LineClass, write_landing
from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.landing.contract import load_contract
from lundi.landing.manifest import read_manifest
from lundi.monday import run_monday
from runs import Run, settings_in

D = Decimal
PART = "uci_online_retail_to_2011_09.parquet"

# InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country
INVOICES = [
    ("536365", "85123A", "HEART", 6, "2010-12-01 08:26:00", 2.55, "17850.0", "United Kingdom"),
    ("536365", "71053", "LANTERN", 2, "2010-12-01 08:27:00", 3.39, "17850.0", "United Kingdom"),
    ("536365", "GIFT", " PENCIL ", 1, "2010-12-01 08:26:00", 0.0, "17850.0", "United Kingdom"),
    ("536370", "POST", "POSTAGE", 3, "2010-12-01 08:45:00", 18.0, "12583.0", "France"),
    ("536371", "PADS", "PADS", 1, "2010-12-01 09:00:00", 0.001, None, "United Kingdom"),
    ("536372", "71053", "LANTERN", 1, "2010-12-01 09:10:00", 4.0, None, "United Kingdom"),
    ("536372", "71053", "LANTERN", 1, "2010-12-01 09:10:00", 4.0, None, "United Kingdom"),
    ("536373", "GIFT", "PENCIL", 2, "2010-12-01 09:20:00", 0.0, "17850.0", "United Kingdom"),
    ("536374", "71053", "broken?", -4, "2010-12-01 09:30:00", 0.0, None, "United Kingdom"),
    ("536375", "71053", "found", 4, "2010-12-01 09:31:00", 0.0, None, "United Kingdom"),
    ("A563186", "B", "Adjust bad debt", 1, "2010-12-02 10:00:00", -11062.06, None, "United Kingdom"),
    ("C536379", "71053", "LANTERN", -1, "2011-07-05 09:41:00", 3.39, "17850.0", "United Kingdom"),
    ("C536380", "D", "Discount", -1, "2011-07-05 09:42:00", 27.5, None, "United Kingdom"),
]  # fmt: skip


def write_file(path, rows, columns=tuple(COLUMNS)):
    values = ", ".join("(" + ", ".join("null" if v is None else repr(v) for v in row) + ")" for row in rows)
    with duckdb.connect() as connection:
        typed = ", ".join(f"cast({name} as {COLUMNS.get(name, 'varchar')}) as {name}" for name in columns)
        connection.execute(
            f"copy (select {typed} from (values {values}) as t({', '.join(columns)})) to '{path}' "
            f"({'format csv, header true' if path.suffix == '.csv' else 'format parquet'})"
        )
    return path


def landed(landing, entity, order="all"):
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(
            f"select * from read_parquet('{landing}/ecommerce/{entity}/*/*.parquet', hive_partitioning = false) "
            f"order by {order}"
        ).fetchall()


@pytest.fixture(scope="module")
def mini(tmp_path_factory):
    """Thirteen lines, one of each kind, and their landing zone."""
    folder = tmp_path_factory.mktemp("uci")
    return folder / "landing", write_landing(folder / "landing", write_file(folder / "mini.parquet", INVOICES))


def test_every_line_is_accounted_for(mini):
    _, written = mini
    assert written.classes == (
        # 15.30 + 6.78 + 0 + 54.00 + 0.00 (0.001) + 4.00 + 4.00 + 0
        LineClass("order_line", 8, D("84.08")),
        LineClass("return", 2, D("-30.89")),
        LineClass("stock_movement", 2, D("0.00")),
        LineClass("adjustment", 1, D("-11062.06")),
    )
    assert written.line_count == len(INVOICES)
    assert "13 lines: 8 order lines (84.08), 2 returns (-30.89)" in written.sentence


def test_orders_are_the_invoices_with_their_lines_in_the_file_s_order(mini):
    landing, _ = mini
    instant = datetime(2010, 12, 1, 8, 26, tzinfo=UTC)
    orders = {row[0]: row for row in landed(landing, "orders")}
    assert sorted(orders) == ["536365", "536370", "536371", "536372", "536373"]
    assert orders["536365"][:4] == ("536365", "17850", "web-shop", instant)
    assert orders["536365"][-2:] == ("fulfilled", D("22.08"))
    assert orders["536372"][1] is None
    lines = [row for row in landed(landing, "order_lines", "order_id, line_number") if row[0] in ("536365", "536372")]
    assert [(row[1], row[2], row[3], row[8]) for row in lines] == [
        (1, "85123A", D("6.000"), D("15.30")),
        (2, "71053", D("2.000"), D("6.78")),
        (3, "GIFT", D("1.000"), D("0.00")),
        (1, "71053", D("1.000"), D("4.00")),
        (2, "71053", D("1.000"), D("4.00")),
    ]


def test_a_cancellation_is_a_return_that_names_no_order_at_london_time(mini):
    landing, _ = mini
    (lantern, discount) = landed(landing, "returns", "return_id")
    # July: 09:41 in London is 08:41 UTC
    assert lantern[:9] == (
        "C536379-1", None, None, "17850", "71053", datetime(2011, 7, 5, 8, 41, tzinfo=UTC), D("1.000"), D("3.39"),
        D("3.39"),
    )  # fmt: skip
    assert (discount[0], discount[3], discount[7], discount[9]) == ("C536380-1", None, D("27.50"), "withdrawal")


def test_accounts_are_the_customers_once_and_products_have_their_usual_name(mini):
    landing, _ = mini
    assert [(row[0], row[11]) for row in landed(landing, "accounts", "account_id")] == [
        ("12583", datetime(2010, 12, 1, 8, 45, tzinfo=UTC)),
        ("17850", datetime(2010, 12, 1, 8, 26, tzinfo=UTC)),
    ]
    with duckdb.connect() as connection:
        names = connection.execute(
            f"select product_id, product_name from read_parquet('{landing}/reference/products/*/*.parquet')"
        ).fetchall()
    assert dict(names) == {
        "85123A": "HEART", "71053": "LANTERN", "GIFT": "PENCIL", "POST": "POSTAGE", "PADS": "PADS",
        "B": "Adjust bad debt", "D": "Discount",
    }  # fmt: skip


def test_the_landing_zone_keeps_the_contract_and_is_there_before_the_monday_report(mini, tmp_path):
    landing, _ = mini
    manifests = [read_manifest(path.parent, load_contract()) for path in landing.glob("*/*/*/manifest.json")]
    assert {m.delivered_at for m in manifests} == {
        datetime(2010, 12, 6, 3, tzinfo=UTC), datetime(2011, 7, 11, 3, tzinfo=UTC),
    }  # fmt: skip
    first = next(m for m in manifests if m.entity.name == "orders")
    assert (first.covers_from, first.covers_to) == (date(2010, 12, 1), date(2010, 12, 1))
    assert first.control_totals == {"total_eur_incl_tax": "84.08"}
    report = ingest(landing, tmp_path / "raw.duckdb", as_of=datetime(2011, 12, 1, tzinfo=UTC))
    assert report.is_complete
    assert report.sentences == []


def test_a_csv_of_the_same_lines_gives_the_same_and_writing_again_nothing(mini, tmp_path):
    landing, written = mini
    file = write_file(tmp_path / "mini.csv", INVOICES)
    assert write_landing(tmp_path / "landing", file).classes == written.classes
    for entity in ("orders", "order_lines", "returns", "accounts"):
        assert landed(tmp_path / "landing", entity) == landed(landing, entity)
    assert write_landing(tmp_path / "landing", file).delivery_count == 0


@pytest.mark.parametrize(
    "line",
    [
        ("536399", "71053", "LANTERN", -1, "2010-12-01 09:30:00", 3.39, "17850.0", "United Kingdom"),
        ("C536399", "71053", "LANTERN", 1, "2010-12-01 09:30:00", 3.39, "17850.0", "United Kingdom"),
        ("536399", "71053", "LANTERN", 1, "2010-12-01 09:30:00", -3.39, "17850.0", "United Kingdom"),
        ("536399", "71053", "LANTERN", 0, "2010-12-01 09:30:00", 3.39, "17850.0", "United Kingdom"),
    ],
)
def test_a_line_that_no_rule_explains_stops_the_mapping(tmp_path, line):
    with pytest.raises(LundiError, match=r"no rule explains a line of invoice C?536399"):
        write_landing(tmp_path / "landing", write_file(tmp_path / "odd.parquet", [*INVOICES, line]))
    assert not (tmp_path / "landing").exists()


def test_a_missing_or_another_file_is_said_so(tmp_path):
    with pytest.raises(LundiError, match="is read from a file") as unnamed:
        write_landing(tmp_path / "landing", None)
    assert "--path FILE" in unnamed.value.next_step
    with pytest.raises(LundiError, match="there is no file at"):
        write_landing(tmp_path / "landing", tmp_path / "nowhere.parquet")
    other = write_file(tmp_path / "other.parquet", [("1", "2")], ("InvoiceNo", "StockCode"))
    with pytest.raises(LundiError, match=r"other\.parquet is not the data set"):
        write_landing(tmp_path / "landing", other)


# --- the published part --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published():
    """The path of the published part; the tests that need it say that they were not run where there is none."""
    folder = os.environ.get("LUNDI_BENCHMARKS")
    if not folder:
        pytest.skip("not run: LUNDI_BENCHMARKS names no folder with the published data sets")
    path = Path(folder) / PART
    if not path.is_file():
        pytest.skip(f"not run: {PART} is not in the folder that LUNDI_BENCHMARKS names")
    return path


@pytest.fixture(scope="module")
def shop(published, tmp_path_factory):
    """The Monday of 2011-W38 on the published part."""
    settings = settings_in(tmp_path_factory.mktemp("uci_published"))
    written = write_landing(settings.landing, published)
    run = Run(settings, run_monday(settings, iso_week="2011-W38", now=datetime(2011, 10, 3, 4, tzinfo=UTC)))
    return run, written, published


def test_the_published_part_goes_where_the_mapping_says(shop):
    _, written, _ = shop
    assert written.classes == (
        LineClass("order_line", 362_705, D("7352354.17")),
        LineClass("return", 6_652, D("-559673.11")),
        LineClass("stock_movement", 1_571, D("0.00")),
        LineClass("adjustment", 3, D("-11062.06")),
    )
    assert written.line_count == 370_931


def test_sales_per_week_are_those_of_the_file(shop):
    run, _, path = shop
    with duckdb.connect() as connection:
        theirs = connection.execute(
            "select strftime(InvoiceDate, '%G-W%V') as week, "
            "sum(cast(round(Quantity * UnitPrice, 2) as decimal(18, 2))), count(*) "
            f"from read_parquet('{path}') where UnitPrice >= 0 and InvoiceNo not like 'A%' and InvoiceNo not in ("
            f"select InvoiceNo from read_parquet('{path}') where InvoiceNo not like 'C%' group by 1 "
            "having max(UnitPrice) = 0 and count(CustomerID) = 0) group by 1 order by 1"
        ).fetchall()
    ours = run.query(
        "select iso_week, sum(sales_eur_incl_tax), count(*) from marts.fct_sales_lines "
        "where channel_code = 'home_delivery' group by 1 order by 1"
    )
    assert ours == theirs
    assert sum(total for _, total, _ in ours) == D("6792681.06")


def test_nothing_is_set_aside_and_amounts_are_captioned_in_pounds(shop):
    run, _, _ = shop
    assert not run.result.ingest.with_status("refused")
    assert not run.result.ingest.kept_aside
    assert run.query("select distinct currency_code from core.dim_stores where store_id = 'web-shop'") == [("GBP",)]
    assert run.result.report.currency_code == "GBP"
