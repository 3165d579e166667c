"""What holds for the project as a whole: the analyst's build, Snowflake, words and pins."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from lundi.landing.contract import load_contract
from lundi.settings import PROJECT_ROOT, switch_telemetry_off
from lundi.warehouse.dbt import ROW_RULES
from rule_inventory import artefact_rules, dbt_rules, gate_rules, loading_rules, repeated, undeclared

switch_telemetry_off()


def dbt(folder, *arguments, **environment):
    """Runs dbt as an analyst does, with the example profile copied; output beside the test."""
    shutil.copyfile(PROJECT_ROOT / "profiles.example.yml", folder / "profiles.yml")
    command = [sys.executable, "-m", "dbt.cli.main", *arguments, "--profiles-dir", str(folder),
               "--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]  # fmt: skip
    return subprocess.run(
        command, cwd=PROJECT_ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def analyst_build(four_weeks, tmp_path_factory):
    """`dbt build` alone, unit tests included and row rules not, on what was ingested."""
    folder = tmp_path_factory.mktemp("analyst")
    # What dbt writes down of each node would take a third of the time. The Monday asked the row rules, of these rows.
    arguments = ["build", "--quiet", "--log-level-file", "none", "--exclude"]
    arguments += [f"test_name:{name}" for name in ROW_RULES]
    build = dbt(folder, *arguments, LUNDI_WAREHOUSE=str(four_weeks.settings.warehouse))
    return build, json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8")), folder


def test_an_analyst_builds_alone_into_the_development_file(analyst_build, four_weeks):
    build, _, _ = analyst_build
    assert build.returncode == 0, build.stdout[-3000:]
    assert (four_weeks.settings.warehouse / "dev.duckdb").is_file()


def test_every_unit_test_of_the_project_ran_and_passed(analyst_build):
    _, results, _ = analyst_build
    statuses = [r["status"] for r in results["results"] if r["unique_id"].startswith("unit_test.")]
    assert len(statuses) >= 30
    assert set(statuses) == {"pass"}


def test_every_model_opens_with_what_one_row_is_and_ends_with_final():
    for path in (PROJECT_ROOT / "models").rglob("*.sql"):
        lines = path.read_text(encoding="utf-8").strip().splitlines()
        assert lines[0].startswith("-- One row per "), path.name
        assert lines[-1] == "select * from final", path.name
        described = re.sub(r"\s+", " ", path.with_suffix(".yml").read_text(encoding="utf-8"))
        assert "One row per" in described, path.name


def test_every_column_that_is_built_is_described_with_its_privacy_class(analyst_build, four_weeks):
    import duckdb

    manifest = json.loads((analyst_build[2] / "target" / "manifest.json").read_text(encoding="utf-8"))
    documented = {
        (node["schema"], node["alias"], column["name"])
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed", "snapshot")
        if node["config"]["materialized"] != "ephemeral"  # it stands in those that read it
        for column in node["columns"].values()
        if column["description"].strip() and column["config"]["meta"].get("privacy")
    }
    with duckdb.connect() as connection:
        connection.execute(f"attach '{four_weeks.settings.raw_database}' as lundi_raw (read_only)")
        connection.execute(f"attach '{four_weeks.settings.warehouse / 'dev.duckdb'}' as dev (read_only)")
        built = set(
            connection.execute(
                "select schema_name, table_name, column_name from duckdb_columns() "
                "where database_name = 'dev' and not internal"
            ).fetchall()
        )
    assert built - documented == set()
    assert documented - built == set()


def test_no_rule_stands_in_two_places(analyst_build):
    manifest = json.loads((analyst_build[2] / "target" / "manifest.json").read_text(encoding="utf-8"))
    contract = load_contract()
    in_dbt = dbt_rules(manifest, contract)
    assert undeclared(manifest) == []
    assert len([rule for rule in in_dbt if "/" in rule.table]) > 30  # the entities were found again in staging
    gates = [*gate_rules(contract), *artefact_rules()]
    assert repeated([*loading_rules(contract), *gates, *in_dbt]) == []


def test_macros_that_differ_by_engine_raise_where_nobody_wrote_them():
    for path in (PROJECT_ROOT / "macros" / "cross_db").glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        for prefix in ("duckdb__", "snowflake__", "default__"):
            assert f"{{% macro {prefix}{path.stem}(" in text, path.name
        assert "raise_compiler_error" in text.split(f"default__{path.stem}")[1].split("endmacro")[0], path.name


def test_nothing_but_a_macro_asks_for_the_target():
    files = [path for folder in ("models", "snapshots", "seeds") for path in (PROJECT_ROOT / folder).rglob("*.*")]
    texts = (path for path in files if path.suffix in (".sql", ".yml", ".md"))
    asking = [path.name for path in texts if re.search(r"\btarget\.\w", path.read_text(encoding="utf-8"))]
    assert asking == []


def test_pins_name_versions_and_no_host():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (PROJECT_ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if line and not line.lstrip().startswith("#")]
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==\S+", pin.strip()) for pin in pins), name
        assert not any("http" in line or "index" in line or "find-links" in line for line in lines), name


def test_telemetry_is_off_in_the_project_and_in_the_environment():
    project = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert project["flags"]["send_anonymous_usage_stats"] is False
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_the_readme_names_the_commands_that_there_are():
    readme = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake (monday|test|help|setup|lint|format)\b", readme))
    assert {"monday", "test"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    assert "make test" in (PROJECT_ROOT / ".ci" / "run").read_text(encoding="utf-8")
