import duckdb
import pytest

from ladder.compare import compare


@pytest.fixture
def sides(tmp_path):
    """A stand-in's data and a local build with the same mart; tests change one of them."""
    local = tmp_path / "dev.duckdb"
    account = duckdb.connect()
    account.execute("attach ':memory:' as LUNDI; create schema LUNDI.MARTS")
    account.execute("create table LUNDI.MARTS.FCT as select 1::bigint as ID, 0.1 + 0.2::double as RATE, 'a' as CODE")
    with duckdb.connect(str(local)) as here:
        here.execute("create schema marts")
        here.execute("create table marts.fct as select 1::bigint as id, 0.3::double as rate, 'a' as code")
    yield account, local
    account.close()


def in_local(local, statement):
    with duckdb.connect(str(local)) as here:
        here.execute(statement)


def test_equal_tables_are_compared_and_nothing_is_found_rates_rounded(sides):
    account, local = sides
    result = compare(account, local, {})
    assert (result.tables, result.row_count, result.findings) == (("marts.fct",), 1, ())


def test_a_row_that_differs_is_found_with_its_column(sides):
    account, local = sides
    in_local(local, "update marts.fct set code = 'b'")
    (finding,) = compare(account, local, {}).findings
    assert finding.where == "marts.fct"
    assert "['code']" in finding.what


def test_a_rate_that_differs_beyond_the_rounding_is_found(sides):
    account, local = sides
    in_local(local, "update marts.fct set rate = 0.30000001")
    (finding,) = compare(account, local, {}).findings
    assert "['rate']" in finding.what


def test_a_row_twice_on_one_side_is_found(sides):
    account, local = sides
    in_local(local, "insert into marts.fct from marts.fct")
    assert [finding.where for finding in compare(account, local, {}).findings] == ["marts.fct"]


def test_a_table_on_one_side_alone_is_found(sides):
    account, local = sides
    in_local(local, "create table marts.dim as select 1 as id")
    account.execute("create schema LUNDI.REPORTS; create table LUNDI.REPORTS.RPT as select 1 as ID")
    found = {finding.where: finding.what for finding in compare(account, local, {}).findings}
    assert found == {"marts.dim": "was not built on Snowflake", "reports.rpt": "was not built on DuckDB"}


def test_a_column_of_another_type_is_found_though_its_values_are_equal(sides):
    account, local = sides
    in_local(local, "alter table marts.fct alter id type integer")
    (finding,) = compare(account, local, {}).findings
    assert (finding.where, finding.what) == ("marts.fct.id", "is BIGINT on Snowflake and INTEGER on DuckDB")


def test_columns_in_another_order_are_found(sides):
    account, local = sides
    in_local(local, "create or replace table marts.fct as select rate, id, code from marts.fct")
    (finding,) = compare(account, local, {}).findings
    assert "in their order" in finding.what


def test_an_exception_covers_its_column_and_no_other(sides):
    account, local = sides
    in_local(local, "update marts.fct set code = 'b'")
    assert compare(account, local, {"marts.fct.code": "reason"}).findings == ()
    assert compare(account, local, {"marts.fct.rate": "reason"}).findings != ()
