"""The audit of a build: only this run's own, whole and green results let an edition out."""

import json
from contextlib import nullcontext

import pytest
import yaml

from lundi.bench.bare_monday import unchecked
from lundi.errors import LundiError
from lundi.settings import PROJECT_ROOT, Settings
from lundi.warehouse import dbt
from lundi.warehouse.dbt import audit, with_threads

MODEL, TEST = "model.lundi.fct_tickets", "test.lundi.fct_tickets__key_is_unique.abc"


@pytest.fixture
def files(tmp_path):
    def write(results, nodes=(MODEL, TEST), invocation_id="this run"):
        results_file, manifest_file = tmp_path / "run_results.json", tmp_path / "manifest.json"
        results_file.write_text(
            json.dumps(
                {
                    "metadata": {"invocation_id": invocation_id},
                    "results": [
                        {"unique_id": unique_id, "status": status, "message": "said", "execution_time": 0.1}
                        for unique_id, status in results.items()
                    ],
                }
            )
        )
        manifest_file.write_text(
            json.dumps(
                {"nodes": {node: {"resource_type": node.split(".")[0], "name": node.split(".")[2]} for node in nodes}}
            )
        )
        return results_file, manifest_file

    return write


def test_a_whole_and_green_build_passes_and_gives_its_warnings(files):
    result = audit(*files({MODEL: "success", TEST: "warn"}), "this run", [])
    assert [node.name for node in result.warnings] == ["fct_tickets__key_is_unique"]


@pytest.mark.parametrize("status", ["error", "fail", "skipped", "runtime error", "partial success"])
def test_a_node_that_did_not_pass_stops_the_publication(files, status):
    with pytest.raises(LundiError, match=rf"1 of 2 dbt nodes did not pass: fct_tickets__key_is_unique \({status}\)"):
        audit(*files({MODEL: "success", TEST: status}), "this run", [])


def test_the_results_of_another_run_do_not_count(files):
    with pytest.raises(LundiError, match="another run's"):
        audit(*files({MODEL: "success", TEST: "pass"}, invocation_id="yesterday"), "this run", [])


def test_a_node_that_was_not_run_stops_the_publication(files):
    with pytest.raises(LundiError, match="1 dbt nodes were not run"):
        audit(*files({MODEL: "success"}), "this run", [])


def test_a_run_without_results_says_why(tmp_path):
    with pytest.raises(LundiError, match="dbt did not run: No delivery has been accepted"):
        audit(tmp_path / "none.json", tmp_path / "none.json", None, ["No delivery has been accepted yet"])


def test_a_build_of_some_models_asks_for_those_alone(files):
    other = "model.lundi.fct_other"
    arguments = (*files({MODEL: "success"}, nodes=(MODEL, TEST, other)), "this run", [])
    assert audit(*arguments, models=("fct_tickets",)).nodes[0].name == "fct_tickets"
    with pytest.raises(LundiError, match="1 dbt nodes were not run"):
        audit(*arguments, models=("fct_tickets", "fct_other"))


def test_what_stands_and_what_to_run_again_are_the_callers(files):
    with pytest.raises(LundiError) as failed:
        audit(
            *files({MODEL: "error"}), "this run", [], stands="nothing was measured", command="lundi customers evaluate"
        )
    assert failed.value.next_step.startswith("nothing was measured")
    assert failed.value.next_step.endswith("run `lundi customers evaluate` again")


def test_another_number_of_threads_is_dbt_s_and_duckdb_s_and_changes_nothing_else():
    text = (PROJECT_ROOT / "profiles.example.yml").read_text(encoding="utf-8")
    profiles, changed = yaml.safe_load(text), yaml.safe_load(with_threads(text, 1))
    dev = changed["lundi"]["outputs"]["dev"]
    assert (dev["threads"], dev["settings"].pop("threads")) == (1, 1)
    assert {**changed["lundi"]["outputs"], "dev": {**dev, "threads": 2}} == profiles["lundi"]["outputs"]


@pytest.mark.parametrize(("database", "told"), [("LUNDI_BUILD", "LUNDI_BUILD"), (None, None)])
def test_a_build_in_the_account_goes_into_the_database_that_it_is_told(tmp_path, monkeypatch, database, told):
    seen = {}

    def start(command, **options):
        seen.update(options["env"])
        raise OSError("no dbt here")

    monkeypatch.delenv("LUNDI_SNOWFLAKE_DATABASE", raising=False)
    monkeypatch.setattr(dbt.subprocess, "Popen", start)
    with pytest.raises(OSError, match="no dbt here"):
        dbt.build(Settings(tmp_path, tmp_path, tmp_path), target=dbt.PROD, database=database)
    assert seen.get("LUNDI_SNOWFLAKE_DATABASE") == told
    profile = yaml.safe_load((PROJECT_ROOT / "profiles.example.yml").read_text(encoding="utf-8"))
    assert profile["lundi"]["outputs"]["prod"]["database"] == "{{ env_var('LUNDI_SNOWFLAKE_DATABASE', 'LUNDI') }}"


@pytest.mark.parametrize("is_bare", [False, True])
def test_row_rules_are_asked_many_at_a_time_unless_no_test_is(tmp_path, monkeypatch, is_bare):
    seen = {}

    def start(command, **options):
        seen.update(command=command, environment=options["env"])
        raise OSError("no dbt here")

    monkeypatch.setattr(dbt.subprocess, "Popen", start)
    with unchecked() if is_bare else nullcontext(), pytest.raises(OSError, match="no dbt here"):
        dbt.build(Settings(tmp_path, tmp_path, tmp_path), target=dbt.PROD)
    assert seen["environment"][dbt.ASKS_IN_BATCHES] == ("no" if is_bare else "yes")
    assert ("test_name:valid_rows" in seen["command"]) is not is_bare
    assert ("test" in seen["command"]) is is_bare


def test_a_rule_of_a_batch_that_failed_stops_the_publication_and_says_which(files):
    results_file, manifest_file = files({MODEL: "success"})
    answer = {
        "unique_id": TEST,
        "status": "fail",
        "failures": 3,
        "message": "Got 3 rows",
        "seconds": 0.1,
        "started_at": None,
    }
    dbt.write_answers(results_file, [answer])
    with pytest.raises(LundiError, match=r"fct_tickets__key_is_unique \(fail\): Got 3 rows"):
        audit(results_file, manifest_file, "this run", [])


def test_where_the_rules_could_not_be_asked_the_engine_s_words_are_told(files):
    with pytest.raises(LundiError, match=r"1 dbt nodes were not run, .*: Catalog Error"):
        audit(*files({MODEL: "success"}), "this run", ["Catalog Error"])
