"""Customers by the million: what the materializations take. Run on request, printing what was measured."""

import json
import os

import duckdb
import pytest

from graph_project import CLUSTERS, COMPONENTS, model, write_project
from lundi.bench.memory import peak_memory

GIBIBYTE = 1 << 30

# People with 1 to 4 records, some with 10: every record is joined to an earlier one, and half of the other pairs are.
PEOPLE = """
create table core.records as
select
    person,
    number,
    cast('0x' || left(md5(person || '-' || number), 15) as bigint) as node
from
    (
        select
            range as person,
            case when range % 20 = 0 then 10 when range % 5 = 0 then 4 when range % 3 = 0 then 3
                when range % 4 = 1 then 1 else 2 end as size
        from range({})
    ),
    range(10) as numbers (number)
where number < size;
create table core.edges as
select later.node as left_node, earlier.node as right_node
from core.records as later
inner join core.records as earlier on later.person = earlier.person and earlier.number < later.number
where earlier.number = later.node % later.number or (later.node + earlier.node) % 2 = 0
union all
select node as left_node, node as right_node from core.records
"""

# What is left to divide: forty units that hang together by four links each, and one veto each.
CONFLICTS = """
create table core.links as
select
    i // 4 // 40 * 40 + hash(i, 1) % 40 as left_node,
    i // 4 // 40 * 40 + hash(i, 2) % 40 as right_node,
    cast(hash(i, 3) % 1000 as bigint) as strength,
    false as is_forbidden
from range({0} * 4) as links (i)
union all
select i // 40 * 40 + hash(i, 4) % 40, i // 40 * 40 + hash(i, 5) % 40, null, true from range({0}) as vetoes (i)
union all
select i, i, null, false from range({0}) as units (i)
"""

pytestmark = pytest.mark.skipif("LUNDI_SLOW_TESTS" not in os.environ, reason="not run: LUNDI_SLOW_TESTS is not set")


def _measured(folder, text, graph):
    """Seconds of the model and peak memory of dbt in bytes, with two threads."""
    project = write_project(folder, {"measured": text}, {"LUNDI_WAREHOUSE": str(folder)}, properties="version: 2")
    project.replace_in("profiles.yml", "TimeZone: UTC", "threads: 2")
    with duckdb.connect(str(folder / "dev.duckdb")) as connection:
        connection.execute("create schema core")
        connection.execute(graph)
    with peak_memory() as peak:
        run = project.dbt("dev", "run")
    assert run.exit_code == 0, run.output
    results = json.loads((project.target_path("dev") / "run_results.json").read_text(encoding="utf-8"))
    return results["results"][0]["execution_time"], peak.byte_count


@pytest.mark.parametrize(("people", "seconds_allowed", "gibibytes_allowed"), [(424_000, 4, 1.5), (1_767_000, 20, 4)])
def test_components_of_many_customers(tmp_path, people, seconds_allowed, gibibytes_allowed):
    text = model(COMPONENTS, "select left_node, right_node from core.edges")
    seconds, byte_count = _measured(tmp_path, text, PEOPLE.format(people))
    with duckdb.connect(str(tmp_path / "dev.duckdb")) as connection:
        found = connection.execute("select count(*), count(distinct component) from customer.measured").fetchone()
        (edge_count,) = connection.execute("select count(*) from core.edges where left_node <> right_node").fetchone()
        (wrong_count,) = connection.execute(
            "select count(*) from (select max(component) <> min(node) or min(component) <> min(node) as is_wrong "
            "from core.records inner join customer.measured using (node) group by person) where is_wrong"
        ).fetchone()
    print(f"\n{found[0]:,} nodes, {edge_count:,} edges: {seconds:.1f} s, {byte_count / GIBIBYTE:.2f} GiB with dbt")
    assert (found[1], wrong_count) == (people, 0)
    assert seconds < seconds_allowed
    assert byte_count < gibibytes_allowed * GIBIBYTE


def test_clusters_of_many_conflicts(tmp_path):
    text = model(CLUSTERS, "select left_node, right_node, strength, is_forbidden from core.links")
    seconds, byte_count = _measured(tmp_path, text, CONFLICTS.format(50_000))
    print(f"\n50,000 units, 200,000 links, 50,000 vetoes: {seconds:.1f} s, {byte_count / GIBIBYTE:.2f} GiB with dbt")
    assert seconds < 5
