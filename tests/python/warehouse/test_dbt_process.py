"""dbt in a process of its own: what of its events is told, and what stands in the log."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from lundi.settings import OFFLINE_ENVIRONMENT
from lundi.warehouse.dbt_process import Event, as_text, event_of, events_of

DBT = [sys.executable, "-m", "lundi.warehouse.dbt_process"]
PROJECT = "name: small\nprofile: small\nversion: '1.0'\nmodels: {small: {+materialized: table}}\n"
PROFILE = "small: {target: dev, outputs: {dev: {type: duckdb, path: small.duckdb, threads: 1}}}\n"
MODELS = """
models:
  - name: one
    columns:
      - name: x
        data_tests: [not_null, {accepted_values: {arguments: {values: [2]}}}]
"""


def sent(name, level="info", message="said", **data):
    return SimpleNamespace(
        info=SimpleNamespace(name=name, level=level, msg=message, invocation_id="I"), data=SimpleNamespace(**data)
    )


NODE = SimpleNamespace(node_name="fct_tickets")


def test_the_end_of_a_node_is_told_with_its_place_among_all():
    event = event_of(sent("LogModelResult", index=3, total=9, node_info=NODE))
    assert event == Event("LogModelResult", "info", "said", "I", 3, 9, "fct_tickets")
    assert event.is_told
    assert event_of(sent("LogTestResult", index=4, num_models=9, node_info=NODE)).total == 9


@pytest.mark.parametrize(
    ("message", "is_told"),
    [
        (sent("LogStartLine", index=3, total=9, node_info=NODE), False),
        (sent("SQLQuery", "debug"), False),
        (sent("EndRunResult", "debug"), False),
        (sent("MainEncounteredError", "error"), True),
        (sent("DeprecatedModel", "warn"), True),
    ],
)
def test_of_all_else_only_what_warns_or_fails_is_told(message, is_told):
    assert event_of(message).is_told == is_told


def test_lines_of_libraries_are_no_events_and_stand_in_the_text():
    event = Event("A", "warn", "look here", "I", 1, 2, "n")
    lines = ["a library says", json.dumps({"name": "half of one"}), json.dumps(vars(event)), "7", "null"]
    assert list(events_of(lines)) == [event]
    assert as_text("\n".join(lines)) == 'a library says\n{"name": "half of one"}\nlook here\n7\nnull'


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project of one model that one of its two tests does not like."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "models").mkdir()
    for name, text in {"dbt_project.yml": PROJECT, "profiles.yml": PROFILE, "models/one.yml": MODELS}.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "models" / "one.sql").write_text("select 1 as x", encoding="utf-8")
    return folder


def dbt(folder, *arguments):
    environment = {**os.environ, **OFFLINE_ENVIRONMENT, "DBT_PROFILES_DIR": str(folder)}
    return subprocess.run([*DBT, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_build_tells_each_node_and_logs_what_is_for_people(project):
    finished = dbt(project, "build")
    events = list(events_of(finished.stdout.splitlines()))
    ended = [(event.node_name, event.index, event.total) for event in events if event.index is not None]
    assert finished.returncode == 1
    assert ended[0] == ("one", 1, 3)
    assert {index for _, index, _ in ended} == {1, 2, 3}
    assert any("Got 1 result" in event.message for event in events if event.level == "error")
    results = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))
    assert {event.invocation_id for event in events} == {results["metadata"]["invocation_id"]}
    log = (project / "logs" / "dbt.log").read_text(encoding="utf-8")
    assert "OK created sql table model main.one" in log
    assert "Got 1 result" in log
    assert "select 1 as x" not in log


def test_what_dbt_does_not_understand_is_told_as_an_error(project):
    finished = dbt(project, "build", "--no-such-option")
    (event,) = events_of(finished.stdout.splitlines())
    assert (finished.returncode, event.level) == (2, "error")
    assert "--no-such-option" in event.message
