"""The rung of a proposed change: slim CI builds what was changed beside production, and leaves nothing behind."""

from collections.abc import Mapping
from pathlib import Path

from ladder.findings import Finding
from ladder.project import Project
from standin import StandIn

RUNG = "slim CI"
PREFIX = "change_1_"
# As the Makefile's target slim-ci has them; a test holds the two together.
SELECTION = "--select state:modified+ --exclude path:models/staging+1 path:models/sales+1 path:models/customer+1"
DEFERRED = "--defer --favor-state"
CHANGED = ("models/reports/rpt_monday_channels.sql", "select * from final", "select * from final\nwhere true")


def check(project: Project, standin: StandIn, environment: Mapping[str, str], folder: Path) -> list[Finding]:
    """Changes one report model of a project that production has built, and builds the change as slim CI does."""
    state = folder / "state"
    state.mkdir()
    # What runs in production is read for this by a parse of its own, for which production is what is published.
    manifest = (project.target_path("prod") / "manifest.json").read_text(encoding="utf-8")
    (state / "manifest.json").write_text(manifest.replace("LUNDI_BUILD", "LUNDI"), encoding="utf-8")
    project.replace_in(*CHANGED)
    changed = Project(project.folder, {**environment, **ci_environment(environment)})
    built = changed.dbt("ci", "build", *SELECTION.split(), *DEFERRED.split(), "--state", str(state))
    found = [Finding(RUNG, node, message) for node, message in built.failures.items()]
    models = {node for node in built.results if node.startswith(("model.", "seed.", "snapshot."))}
    expected = {f"model.lundi.{Path(CHANGED[0]).stem}"}
    if models != expected:
        found.append(
            Finding(RUNG, built.command, f"built {sorted(models)}, not {sorted(expected)}: {built.output[-300:]}")
        )
    made = schemas_of_changes(standin)
    if made != {f"{PREFIX}reports".upper()}:
        found.append(Finding(RUNG, "LUNDI_CI", f"holds the schemas {sorted(made)}"))
    changed.dbt("ci", "run-operation", "drop_change_schemas")
    if left := schemas_of_changes(standin):
        found.append(Finding(RUNG, "slim-ci-clean", f"left {sorted(left)}"))
    return found


def ci_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What the workflow sets for the CI user."""
    return {
        "LUNDI_SCHEMA_PREFIX": PREFIX,
        "LUNDI_SNOWFLAKE_CI_USER": "lundi_ci_service",
        "LUNDI_SNOWFLAKE_CI_PRIVATE_KEY_PATH": environment["LUNDI_SNOWFLAKE_PRIVATE_KEY_PATH"],
    }


def schemas_of_changes(standin: StandIn) -> set[str]:
    """The schemas of LUNDI_CI that proposed changes made."""
    rows = standin.duckdb.execute(
        "select schema_name from duckdb_schemas() "
        "where database_name = 'LUNDI_CI' and upper(schema_name) like 'CHANGE%'"
    ).fetchall()
    return {name.upper() for (name,) in rows}
