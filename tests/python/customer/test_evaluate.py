"""A whole evaluation, with somebody else in the place of the models: what is scored and what is refused."""

import os

import duckdb
import pytest

from customer.small_set import CANDIDATES, CUSTOMERS, EDGES, IDENTITIES, matcher, write_set
from lundi.customer.evaluate import Options, evaluate
from lundi.customer.relations import CUSTOMER_MODEL, EDGE_MODEL
from lundi.customer.sets import DEMO, Places
from lundi.errors import LundiError
from lundi.settings import PROJECT_ROOT


@pytest.fixture
def run(tmp_path):
    def evaluated(match, *, seed=1, say=lambda sentence: None):
        options = Options(str(write_set(tmp_path)), Places(), seed)
        return evaluate(options, tmp_path / f"work {seed}", match=match, say=say)

    return evaluated


def test_a_matching_by_first_name_finds_everybody(run):
    found = run(matcher("first_name"))
    assert (found.score.record_count, found.score.pair_f1, found.score.exact_cluster_f1) == (6, 1.0, 1.0)
    assert [(trap.kind, trap.merged_rate) for trap in found.traps] == [("namesake", 0.0), ("twin", 0.0)]
    assert (found.candidates.pair_count, found.candidates.recall) == (10, 1.0)
    assert [(case.case_code, case.edge_count, case.precision) for case in found.cases] == [("C01", 4, 1.0)]
    assert found.is_complete


def test_a_matching_by_family_name_merges_the_twins(run):
    found = run(matcher("last_name"))
    assert found.score.largest_cluster == 5
    assert (found.score.pair_precision, found.score.pair_recall) == (0.4, 1.0)
    assert {trap.kind: trap.merged_rate for trap in found.traps} == {"twin": 1.0, "namesake": 0.0}
    assert {case.case_code: (case.edge_count, case.precision) for case in found.cases} == {
        "C01": (4, 1.0),
        "C02": (6, 0.0),
    }


def test_another_seed_gives_other_ids_and_the_same_figures(run, tmp_path):
    first, second = run(matcher("first_name"), seed=1), run(matcher("first_name"), seed=2)
    assert first.score == second.score
    with duckdb.connect() as connection:
        drawn = [
            set(connection.execute(f"select record_id from '{tmp_path}/work {seed}/truth.parquet'").fetchall())
            for seed in (1, 2)
        ]
    assert len(drawn[0]) == len(drawn[1]) == 6
    assert not drawn[0] & drawn[1]


def test_the_records_that_are_delivered_do_not_name_the_person(run, tmp_path):
    run(matcher("first_name"))
    with duckdb.connect() as connection:
        ids = connection.execute(
            f"select app_user_id from read_parquet('{tmp_path}/work 1/landing/app/users/*/*.parquet')"
        ).fetchall()
    assert len(ids) == 1
    assert "app-2" not in ids[0][0]


def test_a_record_without_customer_stands_alone_and_is_said(run):
    found = run(matcher("case when first_name = 'Louis' then null else first_name end"))
    assert found.without_customer_count == 3
    assert not found.is_complete
    assert (found.score.record_count, found.score.cluster_count, found.score.pair_recall) == (6, 5, 0.25)
    missing = run(matcher("first_name", after=f"delete from core.{CUSTOMER_MODEL} where customer_id = 'Zoé'"), seed=2)
    assert (missing.without_customer_count, missing.score.pair_f1) == (1, 1.0)


def test_rows_that_were_kept_aside_make_it_incomplete(run):
    assert not run(matcher("first_name", kept_aside_count=1)).is_complete


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        (f"insert into core.{CUSTOMER_MODEL} select * from core.{CUSTOMER_MODEL} limit 2", "2 records more than once"),
        (f"insert into core.{CUSTOMER_MODEL} values ('app', 'stranger', 'X')", "1 that were not delivered"),
    ],
)
def test_customers_that_are_not_one_row_per_record_are_not_scored(run, after, fault):
    with pytest.raises(LundiError, match=fault):
        run(matcher("first_name", after=after))


def test_models_that_are_not_there_are_not_stated(run):
    found = run(matcher("first_name", models=(CUSTOMERS,)))
    assert (found.candidates, found.cases, found.score.pair_f1) == (None, None, 1.0)


def test_pairs_of_unknown_columns_are_told_where_names_stand(run):
    other = f"create table vault.{EDGE_MODEL} as select 1 as a, 2 as b"
    with pytest.raises(LundiError, match=f"{EDGE_MODEL} has the columns a, b") as refused:
        run(matcher("first_name", models=(CUSTOMERS, IDENTITIES, CANDIDATES, other)))
    assert "relations.py" in refused.value.next_step
    assert run(matcher("first_name", models=(CUSTOMERS, EDGES)), seed=2).cases


def test_long_steps_are_told(run):
    said = []
    run(matcher("first_name"), say=said.append)
    assert said[0] == "small_records: 6 records read (channels)"
    assert any("matched in 1.5 s, peak 250 MiB" in sentence for sentence in said)


@pytest.mark.skipif("LUNDI_SLOW_TESTS" not in os.environ, reason="not run: LUNDI_SLOW_TESTS is not set")
@pytest.mark.skipif(
    not list((PROJECT_ROOT / "models").rglob(f"{CUSTOMER_MODEL}.sql")),
    reason=f"not run: there is no {CUSTOMER_MODEL} yet",
)
def test_the_projects_own_models_find_the_people_of_the_tiny_demo(tmp_path):
    found = evaluate(Options(DEMO, Places(), 1), tmp_path)
    assert found.is_complete
    assert found.score.record_count == 1_000
    assert found.score.pair_precision > 0.9
    assert found.score.pair_recall > 0.5
    assert found.matched.peak_memory_mb > 50
