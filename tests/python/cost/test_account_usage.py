"""What Snowflake's own usage says of a run: read from the tags of its queries, on the stand-in."""

import jinja2
import pytest

from lundi.settings import PROJECT_ROOT
from standin import StandIn

USAGE = "snowflake.account_usage.query_attribution_history"
QUERIES = (
    ("LUNDI", '{"app": "lundi", "run_id": "R1", "node_id": "model.a"}', "2026-11-09 05:00:00", 0.5),
    ("LUNDI", '{"app": "lundi", "run_id": "R1", "node_id": "model.a"}', "2026-11-09 05:00:01", 0.25),
    ("LUNDI_REPORT", '{"app": "lundi", "run_id": "R1", "node_id": "model.a"}', "2026-11-09 05:00:01", 0.125),
    ("LUNDI", '{"app": "lundi", "run_id": "R1"}', "2026-11-09 05:00:02", 0.0625),
    ("LUNDI", "lundi:build", "2026-11-09 05:00:03", 9),
    ("LUNDI", '{"app": "somebody else"}', "2026-11-09 05:00:03", 9),
    ("LUNDI", None, "2026-11-09 05:00:03", 9),
    ("LUNDI", '{"run_id": "R2", "node_id": "model.a"}', "2026-11-16 05:00:00", 9),
)


@pytest.fixture(scope="module")
def attributed():
    """The rows of the macro's Snowflake body, on an account whose usage holds the queries above."""
    path = PROJECT_ROOT / "macros" / "cross_db" / "attributed_credits.sql"
    stubs = {"source": lambda *name: USAGE, "as_of": lambda: "cast('2026-11-16 05:00:00' as timestamp)"}
    macros = jinja2.Environment().from_string(path.read_text(encoding="utf-8"), globals=stubs).module
    with StandIn() as standin, standin.connect() as connection:
        cursor = connection.cursor()
        cursor.execute("create database if not exists snowflake")
        cursor.execute("create schema if not exists snowflake.account_usage")
        cursor.execute(
            f"create or replace table {USAGE} (warehouse_name varchar, query_tag varchar, start_time timestamp_ntz, "
            "credits_attributed_compute float)"
        )
        cursor.executemany(f"insert into {USAGE} values (%s, %s, %s, %s)", QUERIES)
        return set(cursor.execute(macros.snowflake__attributed_credits()).fetchall())


def test_credits_are_summed_by_run_node_and_warehouse(attributed):
    assert {("R1", "model.a", "LUNDI", 0.75), ("R1", "model.a", "LUNDI_REPORT", 0.125)} < attributed


def test_queries_of_a_run_that_belong_to_no_node_are_kept_and_those_of_others_are_not(attributed):
    assert ("R1", None, "LUNDI", 0.0625) in attributed
    assert len(attributed) == 3


def test_what_began_at_the_moment_of_the_run_or_later_is_not_in_it(attributed):
    assert {run_id for run_id, *_ in attributed} == {"R1"}
