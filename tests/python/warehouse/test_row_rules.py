"""Rules that are asked many at a time get the answers that dbt gives to each alone."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from lundi.settings import OFFLINE_ENVIRONMENT, PROJECT_ROOT
from lundi.warehouse.dbt import ASKS_IN_BATCHES, ROW_RULES, write_answers
from lundi.warehouse.dbt_process import events_of

DBT = [sys.executable, "-m", "lundi.warehouse.dbt_process", "build", "--no-partial-parse"]
PROJECT = """
name: small
profile: small
version: '1.0'
models: {small: {+materialized: table}}
on-run-end: ["{{ ask_row_rules() }}"]
"""
PROFILE = "small: {target: dev, outputs: {dev: {type: duckdb, path: small.duckdb, threads: 1}}}\n"
MODELS = """
models:
  - name: one
    data_tests:
      - valid_rows: {name: key_is_unique, arguments: {key: [x]}}
      - valid_rows: {name: nothing_is_missing, arguments: {key: [x], required: [y], listed: {z: [a, b]}}}
      - valid_rows:
          name: values_of_the_rest_are_listed
          arguments: {key: [x], listed: {z: [a]}}
          config: {where: x < 3}
      - unique_key: {name: pairs_are_unique, arguments: {columns: [y, z]}, config: {severity: warn}}
      - unique_key: {name: values_are_unique, arguments: {columns: [z]}}
      - never_null: {name: y_is_there, arguments: {columns: [x, y]}}
  - name: two
    data_tests:
      - never_null: {name: nobody_asks_what_was_not_built, arguments: {columns: [x]}}
seeds:
  - name: listed
    data_tests:
      - valid_rows: {name: seeds_are_asked_too, arguments: {key: [code]}}
"""
ONE = "select * from (values (1, 'p', 'a'), (2, 'p', 'a'), (3, null, 'b'), (4, 'q', 'c')) as t (x, y, z)"
TWO = "select cast('no number' as integer) as x from {{ ref('one') }}"


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What became of each test: asked alone, and in batches of two."""
    folder = tmp_path_factory.mktemp("small")
    for part in ("models", "macros", "seeds", "tests/generic"):
        (folder / part).mkdir(parents=True)
    files = {"dbt_project.yml": PROJECT, "profiles.yml": PROFILE, "models/all.yml": MODELS, "models/one.sql": ONE}
    for name, text in {**files, "models/two.sql": TWO, "seeds/listed.csv": "code\na\na\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name in ROW_RULES:
        shutil.copy(PROJECT_ROOT / "tests" / "generic" / f"{name}.sql", folder / "tests" / "generic")
    macro = (PROJECT_ROOT / "macros" / "governance" / "ask_row_rules.sql").read_text(encoding="utf-8")
    assert macro.count("return(12)") == 1
    (folder / "macros" / "ask.sql").write_text(macro.replace("return(12)", "return(2)"), encoding="utf-8")
    return asked_alone(folder), asked_in_batches(folder)


def dbt(folder, *arguments, batches="no"):
    environment = {**os.environ, **OFFLINE_ENVIRONMENT, "DBT_PROFILES_DIR": str(folder), ASKS_IN_BATCHES: batches}
    return subprocess.run([*DBT, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def results(folder):
    document = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))
    tests = [result for result in document["results"] if result["unique_id"].startswith("test.")]
    return {test["unique_id"].split(".")[2]: (test["status"], test["failures"]) for test in tests}


def asked_alone(folder):
    dbt(folder)
    return results(folder)


def asked_in_batches(folder):
    finished = dbt(folder, "--exclude", *(f"test_name:{name}" for name in ROW_RULES), batches="yes")
    told = [answer for event in events_of(finished.stdout.splitlines()) for answer in event.answers]
    assert results(folder) == {}, "dbt itself asked none of them"
    write_answers(folder / "target" / "run_results.json", told)
    return results(folder)


def test_the_answers_are_those_that_dbt_gives_one_by_one(answers):
    alone, together = answers
    assert together == alone


def test_each_kind_of_answer_is_among_them(answers):
    assert answers[1] == {
        "key_is_unique": ("pass", 0),
        "nothing_is_missing": ("fail", 2),
        "values_of_the_rest_are_listed": ("pass", 0),
        "pairs_are_unique": ("warn", 1),
        "values_are_unique": ("fail", 1),
        "y_is_there": ("fail", 1),
        "nobody_asks_what_was_not_built": ("skipped", None),
        "seeds_are_asked_too": ("fail", 1),
    }


def test_results_of_nobody_stay_as_they_are(tmp_path):
    write_answers(tmp_path / "none.json", [{"unique_id": "test.a.b.c"}])
    assert not (tmp_path / "none.json").exists()
