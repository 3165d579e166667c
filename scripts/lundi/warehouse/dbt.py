"""The only caller of dbt: one process per run, its progress, and the audit of what it left behind."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from lundi.errors import LundiError
from lundi.settings import OFFLINE_ENVIRONMENT, PROJECT_ROOT, Settings
from lundi.warehouse.dbt_process import events_of
from lundi.warehouse.history import Forgotten, carry_history
from lundi.warehouse.lock import held_descriptors
from lundi.warehouse.pages import NOTHING, Losses, losses
from lundi.warehouse.processes import PARENT_VARIABLE

GOOD_STATUSES = frozenset({"success", "pass", "warn", "no-op"})
# Unit tests prove rules, not data: `make test` runs them, a Monday does not wait for them.
SKIPPED_RESOURCE_TYPES = ("unit_test",)
# Asked many at a time when all is built (macro ask_row_rules): one by one they would be half of a small Monday.
ROW_RULES = ("valid_rows", "unique_key", "never_null")
ASKS_IN_BATCHES = "LUNDI_ASKS_IN_BATCHES"

# What follows from who may have what, and what partners have been told until now.
SHARE_SELECTORS = (
    "path:seeds/share+",
    "path:models/shares",
    "stg_state__released_cells",
    "fct_released_cells",
)

Answer = dict[str, Any]  # what became of one test: unique_id, status, message, failures, started_at, seconds

DEV, PROD = "dev", "prod"  # the targets of profiles.example.yml


# What readers have when a build fails is what they had.
NOTHING_PUBLISHED = "nothing was published"


@dataclass(frozen=True)
class NodeResult:
    """What one dbt node ended with."""

    unique_id: str
    status: str
    message: str
    seconds: float

    @property
    def name(self) -> str:
        """The node's own name: the third part of its id."""
        return self.unique_id.split(".")[2]


@dataclass(frozen=True)
class BuildResult:
    """A build that passed its audit."""

    nodes: tuple[NodeResult, ...]
    run_id: str = ""  # dbt's invocation id
    losses: Losses = NOTHING  # what must not be published of it

    @property
    def warnings(self) -> tuple[NodeResult, ...]:
        """Tests that found something which does not stop a Monday."""
        return tuple(node for node in self.nodes if node.status == "warn")


def build(
    settings: Settings,
    *,
    target: str = DEV,
    as_of: datetime | None = None,
    on_progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    may_lose_pages: bool = False,
    forgotten: Forgotten = lambda connection: {},
    database: str | None = None,
) -> BuildResult:
    """Builds and tests the whole project as of a moment (default: now): `dev` into the build database, `prod` into
    the account that the environment names, and there into `database` (default: the published one, in place).
    `forgotten`: rows of the published edition that it must not take over.

    Raises LundiError where a node fails, is skipped or is missing from the results of this very run; with
    `may_lose_pages` only where the sales need one that did, else the result says what is lost.
    """
    if target == DEV:
        clear_build_database(settings)
        carry_history(settings, forgotten)
    folder = target_folder(settings, target)
    results_file = folder / "run_results.json"
    results_file.unlink(missing_ok=True)  # a killed run must not be mistaken for this one
    arguments = ["build", "--target", target, "--target-path", str(folder)]
    for resource_type in SKIPPED_RESOURCE_TYPES:
        arguments += ["--exclude-resource-type", resource_type]
    environment = {}
    if "test" not in SKIPPED_RESOURCE_TYPES:
        arguments += ["--exclude", *(f"test_name:{name}" for name in ROW_RULES)]
        environment = {ASKS_IN_BATCHES: "yes"}
    answers: list[Answer] = []
    invocation_id, errors = _run(
        arguments,
        settings,
        folder,
        as_of,
        on_progress,
        database=database,
        environment=environment,
        on_answers=answers.extend,
    )
    write_answers(results_file, answers)
    return audit(
        results_file,
        folder / "manifest.json",
        invocation_id,
        errors,
        may_lose_pages=may_lose_pages,
    )


def write_answers(results_file: Path, answers: Sequence[Answer]) -> None:
    """Adds what became of tests that were asked many at a time to dbt's own results, as dbt writes those."""
    if not (answers and results_file.is_file()):
        return
    document = json.loads(results_file.read_text(encoding="utf-8"))
    document["results"] += [
        {
            "unique_id": answer["unique_id"],
            "status": answer["status"],
            "message": answer["message"],
            "failures": answer["failures"],
            "execution_time": answer["seconds"],
            "timing": [{"name": "execute", "started_at": answer["started_at"], "completed_at": None}],
            "adapter_response": {},
        }
        for answer in answers
    ]
    unfinished = results_file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(document), encoding="utf-8")
    os.replace(unfinished, results_file)


def parse(settings: Settings, *, variables: Mapping[str, str], as_of: datetime | None = None) -> None:
    """Reads the whole project, so that a build that follows with the same variables does not.

    Raises LundiError where dbt does not understand it.
    """
    folder = target_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    manifest = folder / "manifest.json"
    manifest.unlink(missing_ok=True)
    arguments = ["parse", "--target", DEV, "--target-path", str(folder), "--vars", json.dumps(dict(variables))]
    _, errors = _run(arguments, settings, folder, as_of, lambda done, total, name: None)
    if not manifest.is_file():
        raise LundiError(f"dbt did not read the project: {'; '.join(errors) or 'it said nothing'}", "see logs/dbt.log")


def build_models(
    settings: Settings,
    models: Sequence[str],
    *,
    variables: Mapping[str, str],
    as_of: datetime | None = None,
    on_progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    threads: int | None = None,
    is_onto_last: bool = False,
    tests: Sequence[str] = (),
    is_alone: bool = False,
) -> BuildResult:
    """Builds these models of the development target and all that they read, with these tests alone, for measurements.

    `is_alone`: without what they read, which lies in the build database already.
    `threads` is how many dbt and DuckDB may use (default: the profile's): another number makes dbt read the project
    again. `is_onto_last`: upon the database of the build before, as analysts do, not into an empty one. Raises
    LundiError where a node fails or one of the models is missing from the results of this very run.
    """
    if not is_onto_last:
        clear_build_database(settings)
    folder = target_folder(settings)
    results_file = folder / "run_results.json"
    results_file.unlink(missing_ok=True)
    arguments = ["build", "--target", DEV, "--target-path", str(folder), "--vars", json.dumps(dict(variables))]
    arguments += [
        "--select",
        *(model if is_alone else f"+{model}" for model in models),
        *tests,
        "--indirect-selection",
        "empty",
    ]
    for resource_type in SKIPPED_RESOURCE_TYPES:
        arguments += ["--exclude-resource-type", resource_type]
    invocation_id, errors = _run(arguments, settings, folder, as_of, on_progress, threads)
    return audit(
        results_file,
        folder / "manifest.json",
        invocation_id,
        errors,
        stands="nothing was measured",
        command="lundi customers evaluate",
        models=models,
    )


def build_shares(
    settings: Settings,
    models: Sequence[str],
    *,
    as_of: datetime,
    on_progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> BuildResult:
    """Builds and tests anew what partners get, and nothing else, upon the edition that lies in the build database.

    Raises LundiError where a node fails or one of the models is missing from the results of this very run.
    """
    folder = target_folder(settings)
    results_file = folder / "run_results.json"
    results_file.unlink(missing_ok=True)
    arguments = ["build", "--target", DEV, "--target-path", str(folder), "--select", *SHARE_SELECTORS]
    # A test that also reads what is not in an edition, staging above all, is for the Monday.
    arguments += ["--indirect-selection", "buildable"]
    for resource_type in SKIPPED_RESOURCE_TYPES:
        arguments += ["--exclude-resource-type", resource_type]
    invocation_id, errors = _run(arguments, settings, folder, as_of, on_progress)
    return audit(
        results_file,
        folder / "manifest.json",
        invocation_id,
        errors,
        stands="partners keep what they had",
        command="lundi share publish",
        models=models,
    )


def run_operation(
    settings: Settings, macro: str, arguments: Mapping[str, object], *, folder: Path, environment: Mapping[str, str]
) -> None:
    """Runs a macro on the account, with these variables beside those of this process; dbt keeps what it parsed in
    `folder`, of its own since another role makes dbt read the project anew.

    Raises LundiError with what dbt said first, or where it ended without a word.
    """
    folder.mkdir(parents=True, exist_ok=True)
    words = ["run-operation", macro, "--args", json.dumps(dict(arguments)), "--target", PROD, "--target-path"]
    ended: list[int] = []
    _, errors = _run(
        [*words, str(folder)],
        settings,
        folder,
        None,
        lambda done, total, name: None,
        environment=environment,
        on_end=ended.append,
    )
    if errors or ended != [0]:
        raise LundiError(f"{macro} did not pass: {errors[0] if errors else 'dbt said nothing'}", "see logs/dbt.log")


def compile_models(settings: Settings, models: Sequence[str], as_of: datetime | None = None) -> Path:
    """Writes the statements of these models as this machine runs them, with nothing built; gives the target folder.

    They are compiled beside an empty warehouse, which a machine that builds in the account has none of.

    Raises LundiError where one of them is missing afterwards.
    """
    empty = _beside_nothing(settings)
    folder = target_folder(empty)
    _, errors = _run(
        ["compile", "--target", DEV, "--target-path", str(folder), "--select", *models],
        empty, folder, as_of, lambda done, total, name: None,
    )  # fmt: skip
    written = {path.stem for path in (folder / "compiled").rglob("*.sql")}
    missing = [name for name in models if name not in written]
    if missing:
        raise LundiError(
            f"dbt did not compile {missing[0]}: {'; '.join(errors) or 'it said nothing'}", "see logs/dbt.log"
        )
    return folder


def write_dbt_docs(settings: Settings) -> Path:
    """Writes dbt's own documentation as one file, `static_index.html`; gives its folder, where the manifest lies too.

    Nothing is built or asked: the columns are those of the YAML. Raises LundiError where dbt cannot read the project.
    """
    empty = _beside_nothing(settings)
    folder = target_folder(empty)
    page = folder / "static_index.html"
    page.unlink(missing_ok=True)
    errors: list[str] = []
    # Not compiled: that would take longer than all else, and people read the SQL in the repository.
    for words in (["parse"], ["docs", "generate", "--static", "--empty-catalog", "--no-compile"]):
        errors += _run(
            [*words, "--target", DEV, "--target-path", str(folder)],
            empty, folder, None, lambda done, total, name: None,
        )[1]  # fmt: skip
    if not page.is_file():
        raise LundiError(f"dbt wrote no documentation: {'; '.join(errors) or 'it said nothing'}", "see logs/dbt.log")
    return folder


def _beside_nothing(settings: Settings) -> Settings:
    """An empty warehouse, beside which the project can be read and compiled."""
    from lundi.landing.contract import load_contract
    from lundi.warehouse.raw import open_raw
    from lundi.warehouse.secret import make_worthless_secret
    from lundi.warehouse.state import open_state

    empty = Settings(settings.landing, settings.warehouse / PROD / "compiled", settings.out)
    with open_raw(empty.raw_database, load_contract()):
        pass
    with open_state(empty.state_database):
        pass
    # dbt attaches one: the secret itself has no business there.
    make_worthless_secret(empty.secret_database)
    clear_build_database(empty)
    return empty


def target_folder(settings: Settings, target: str = DEV) -> Path:
    """Where dbt leaves what it parsed and did: with the warehouse it built, so that two warehouses never mix."""
    return settings.warehouse / ("build" if target == DEV else target) / "target"


def clear_build_database(settings: Settings) -> bool:
    """Removes the build database and what DuckDB wrote beside it; says whether there was any."""
    folder = settings.build_database.parent
    folder.mkdir(parents=True, exist_ok=True)
    leftovers = list(folder.glob(f"{settings.build_database.name}*"))
    for leftover in leftovers:
        # A kill leaves the folder that DuckDB spilled to, which has the database's name.
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    return bool(leftovers)


def audit(
    results_file: Path,
    manifest_file: Path,
    invocation_id: str | None,
    errors: list[str],
    *,
    stands: str = NOTHING_PUBLISHED,
    command: str = "lundi monday",
    models: Sequence[str] = (),
    may_lose_pages: bool = False,
) -> BuildResult:
    """Whether this run's own results say that everything (or these models) was built and tested; `stands` is told where
    they do not.

    dbt's exit code is not enough: a selector that matches nothing and a retry after a kill both end with 0.
    """
    if not results_file.is_file():
        detail = "; ".join(errors) or "dbt left no results"
        raise LundiError(f"dbt did not run: {detail}", "see logs/dbt.log")
    document = json.loads(results_file.read_text(encoding="utf-8"))
    if document["metadata"]["invocation_id"] != invocation_id:
        raise LundiError("the results that lie there are another run's", "run `lundi monday` again")
    nodes = tuple(
        NodeResult(r["unique_id"], r["status"], r.get("message") or "", r["execution_time"])
        for r in document["results"]
    )
    bad = [node for node in nodes if node.status not in GOOD_STATUSES]
    lost = _losses(manifest_file, bad) if may_lose_pages else None
    if bad and lost is None:
        shown = "; ".join(f"{node.name} ({node.status}): {_first_line(node.message)}" for node in bad[:5])
        raise LundiError(
            f"{len(bad)} of {len(nodes)} dbt nodes did not pass: {shown}",
            f"{stands}; mend the data or the model, then run `{command}` again",
        )
    missing = _expected_nodes(manifest_file, models) - {node.unique_id for node in nodes}
    if missing:
        detail = f": {'; '.join(errors)}" if errors else ""
        raise LundiError(f"{len(missing)} dbt nodes were not run, {sorted(missing)[0]} among them{detail}")
    return BuildResult(nodes, document["metadata"]["invocation_id"], lost or NOTHING)


def _losses(manifest_file: Path, bad: Sequence[NodeResult]) -> Losses | None:
    if not bad:
        return None
    return losses(json.loads(manifest_file.read_text(encoding="utf-8")), {node.unique_id: node.status for node in bad})


def _expected_nodes(manifest_file: Path, models: Sequence[str] = ()) -> set[str]:
    """Ids of all nodes that a build must run, or of these models alone; what is ephemeral runs within its readers."""
    manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
    return {
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed", "snapshot", "test")
        and node.get("config", {}).get("materialized") != "ephemeral"
        and (not models or (node["resource_type"] == "model" and node["name"] in models))
    }


def _run(
    arguments: list[str],
    settings: Settings,
    folder: Path,
    as_of: datetime | None,
    on_progress: Callable[[int, int, str], None],
    threads: int | None = None,
    database: str | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
    on_end: Callable[[int], None] = lambda exit_code: None,
    on_answers: Callable[[list["Answer"]], None] = lambda answers: None,
) -> tuple[str | None, list[str]]:
    environment = {
        ASKS_IN_BATCHES: "no",
        **os.environ,
        **environment,
        **OFFLINE_ENVIRONMENT,
        "LUNDI_WAREHOUSE": str(settings.warehouse),
        "LUNDI_DATABASE": str(settings.build_database),
        "DBT_PROFILES_DIR": str(_profiles_folder(folder, threads)),
        PARENT_VARIABLE: str(os.getpid()),
    }
    if database:
        environment["LUNDI_SNOWFLAKE_DATABASE"] = database
    if as_of:
        # By environment, not by --vars: another variable every run would throw dbt's partial parse away.
        environment["LUNDI_AS_OF"] = f"{as_of.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    command = [sys.executable, "-m", "lundi.warehouse.dbt_process", *arguments]
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        pass_fds=held_descriptors(),
    )
    invocation_id, errors = None, []
    try:
        for event in events_of(process.stdout or ()):
            invocation_id = event.invocation_id or invocation_id
            on_answers(event.answers)
            if event.level == "error":
                errors.append(_first_line(event.message))
            if event.index is not None and event.total is not None:
                on_progress(event.index, event.total, event.node_name)
    finally:
        if process.poll() is None and sys.exc_info()[0] is not None:
            process.terminate()
        on_end(process.wait())
    return invocation_id, [error for error in errors if error]


def _profiles_folder(target_path: Path, threads: int | None = None) -> Path:
    """`lundi` always builds with the profile of the repository, whatever an analyst changed in the own copy."""
    folder = target_path / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    profiles = (PROJECT_ROOT / "profiles.example.yml").read_text(encoding="utf-8")
    (folder / "profiles.yml").write_text(with_threads(profiles, threads) if threads else profiles, encoding="utf-8")
    return folder


def with_threads(profiles: str, threads: int) -> str:
    """The profiles with another number of threads in the development target, for dbt and for DuckDB."""
    document = yaml.safe_load(profiles)
    output = document["lundi"]["outputs"][DEV]
    output["threads"] = threads
    output["settings"] = {**output["settings"], "threads": threads}
    return yaml.safe_dump(document, sort_keys=False)


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(lines[:2])[:300]
