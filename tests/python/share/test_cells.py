"""The rows of a partner and product: counted, hashed, and written so that they can be read back."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.share.cells import Cells, read_cells, write_files
from lundi.share.contracts import Column, Contract
from lundi.share.offers import Entitlement, Grant, Product

COLUMNS = (
    ("iso_week", "varchar"),
    ("is_final", "boolean"),
    ("release_code", "varchar"),
    ("sales_eur", "numeric(18, 2)"),
)
CONTRACT = Contract("share_sales_v1", tuple(Column(name, kind, "none", "", "Texte.") for name, kind in COLUMNS))
ROWS = (
    ("2026-W45", True, "published", Decimal("1.00")),
    ("2026-W46", True, "published", Decimal("2.00")),
    ("2026-W46", False, "secondary", None),
)
CELLS = Cells(CONTRACT, ROWS)
PRODUCT = Product("sales", 1, "share_sales", "Ventes", "Sales", "Ventes de l'été.", "", "active")


def grant(file_format):
    return Grant(PRODUCT, (Entitlement("alpha", "sales", 1, "all", None, date(2026, 1, 1), None, file_format),))


def test_cells_are_counted_by_release_code_and_a_week_is_final_where_all_of_it_is():
    assert CELLS.release_counts == {"published": 2, "confidential": 0, "secondary": 1}
    assert CELLS.weeks == [
        {"iso_week": "2026-W45", "status": "final"},
        {"iso_week": "2026-W46", "status": "provisional"},
    ]


def test_a_product_without_codes_or_weeks_publishes_all_that_it_holds():
    plain = Cells(Contract("x", CONTRACT.columns[3:]), ((Decimal("1.00"),), (None,)))
    assert plain.release_counts == {"published": 2, "confidential": 0, "secondary": 0}
    assert plain.weeks == []


def test_the_hash_follows_values_and_contract_and_nothing_else():
    assert Cells(CONTRACT, ROWS).data_hash == CELLS.data_hash
    assert Cells(CONTRACT, ROWS[:2]).data_hash != CELLS.data_hash
    assert Cells(CONTRACT, (*ROWS[:2], (*ROWS[2][:3], Decimal(0)))).data_hash != CELLS.data_hash, "empty is not zero"
    other = Contract("x", (*CONTRACT.columns[:3], Column("sales_eur", "double", "none", "", "")))
    assert Cells(other, ROWS).data_hash != CELLS.data_hash


@pytest.mark.parametrize("file_format", ["duckdb", "parquet", "both"])
def test_files_hold_the_rows_in_the_formats_that_were_granted(tmp_path, file_format):
    write_files(tmp_path, "partage.duckdb", [(grant(file_format), CELLS)])
    wanted = {"duckdb": {"partage.duckdb"}, "parquet": {"sales_v1.parquet"}}
    wanted["both"] = wanted["duckdb"] | wanted["parquet"]
    assert {path.name for path in tmp_path.iterdir()} == wanted[file_format]
    with duckdb.connect() as connection:
        for path in tmp_path.iterdir():
            relation = f"read_parquet('{path}')"
            if path.suffix == ".duckdb":
                connection.execute(f"attach '{path}' as partage (read_only)")
                relation = "partage.main.sales_v1"
            found = connection.execute(f"select * from {relation} order by iso_week, release_code").fetchall()
            assert found == list(ROWS)


def test_the_same_rows_give_the_same_parquet_bytes(tmp_path):
    written = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_files(tmp_path / name, "partage.duckdb", [(grant("parquet"), CELLS)])
        written.append((tmp_path / name / "sales_v1.parquet").read_bytes())
    assert written[0] == written[1]


def test_a_partner_s_rows_alone_are_read_and_a_missing_column_is_told():
    with duckdb.connect() as connection:
        connection.execute("create schema share")
        names = ", ".join(f"{name} {kind}" for name, kind in COLUMNS)
        connection.execute(f"create table share.share_sales_v1 (partner_code varchar, {names})")
        for code, amount in (("alpha", 1), ("beta", 2)):
            connection.execute("insert into share.share_sales_v1 values (?, 'W', true, 'published', ?)", [code, amount])
        assert read_cells(connection, CONTRACT, "alpha").rows == (("W", True, "published", Decimal("1.00")),)
        assert read_cells(connection, CONTRACT, "gamma").rows == ()
        connection.execute("alter table share.share_sales_v1 drop column sales_eur")
        with pytest.raises(LundiError, match="is not as its contract says"):
            read_cells(connection, CONTRACT, "alpha")
