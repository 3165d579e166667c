"""`lundi bench dbt`: what dbt itself costs on a Monday, apart from what the database does with many rows.

The tiny demo is built three times: the first build reads the whole project, the others find what the first one read, as
every Monday does. Its tables are so small that what a model or a test takes is what dbt takes for any.
"""

import json
import multiprocessing
import platform
import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lundi import __version__
from lundi.ingest import ingest
from lundi.settings import Settings
from lundi.warehouse.dbt import build, target_folder
from lundi.warehouse.state import ensure_state

AIMED_MODEL_SECONDS = 0.100
AIMED_TEST_SECONDS = 0.050
AIMED_STATEMENTS = 300
AGAIN = 2
BATCH = 12  # macro row_rules_of_a_batch
RELATIONS = ("model", "seed", "snapshot")

Say = Callable[[str], None]


@dataclass(frozen=True)
class DbtBuild:
    """One build: wall and processor seconds of its one process, those before its first node, and by kind of node."""

    name: str
    wall_seconds: float
    processor_seconds: float
    start_seconds: float
    model_count: int
    model_seconds: float
    test_count: int
    test_seconds: float
    statement_count: int

    @property
    def seconds_per_model(self) -> float:
        """Wall seconds for each model, seed and snapshot: two are built at a time."""
        return self.model_seconds / self.model_count

    @property
    def seconds_per_test(self) -> float:
        """Wall seconds for each test; simple rules share a statement."""
        return self.test_seconds / self.test_count


@dataclass(frozen=True)
class DbtOverhead:
    """The builds in their order; the best of those that found the project read counts."""

    builds: tuple[DbtBuild, ...]

    @property
    def best(self) -> DbtBuild:
        """The build that counts."""
        return min(self.builds[1:], key=lambda one: one.wall_seconds)

    @property
    def is_as_aimed(self) -> bool:
        """Whether a model takes 100 ms, a test 50 ms and a Monday 300 test statements at most."""
        return (
            self.best.seconds_per_model <= AIMED_MODEL_SECONDS
            and self.best.seconds_per_test <= AIMED_TEST_SECONDS
            and self.best.statement_count <= AIMED_STATEMENTS
        )


def bench_dbt(settings: Settings, as_of: datetime, say: Say) -> DbtOverhead:
    """Takes the deliveries of `settings.landing` in and builds upon them.

    Raises LundiError where a build does not pass.
    """
    ingest(settings.landing, settings.raw_database, as_of=as_of)
    ensure_state(settings.state_database)
    builds = []
    for name in ("reads the project", *(f"finds it read ({number})" for number in range(1, AGAIN + 1))):
        before, started = _children_seconds(), time.perf_counter()
        build(settings, as_of=as_of)
        wall = time.perf_counter() - started
        document = json.loads((target_folder(settings) / "run_results.json").read_text(encoding="utf-8"))
        builds.append(summarised(name, document, wall, _children_seconds() - before))
        say(f"{name}: {wall:.1f} s")
    return DbtOverhead(tuple(builds))


def summarised(name: str, document: dict[str, Any], wall_seconds: float, processor_seconds: float) -> DbtBuild:
    """What dbt's results say of one build.

    A kind of node is given the share of the run's wall time that its nodes have of all nodes' time: they run side by
    side and wait for each other's Python, so that their own times add up to more than the run's.
    """
    results = document["results"]
    seconds = {result["unique_id"]: result["execution_time"] for result in results}
    models = [own for unique_id, own in seconds.items() if unique_id.split(".")[0] in RELATIONS]
    tests = [own for unique_id, own in seconds.items() if unique_id.startswith("test.")]
    statements = sum(result["unique_id"].startswith("test.") and not _is_batched(result) for result in results)
    batched = len(tests) - statements
    hooks = sum(own for unique_id, own in seconds.items() if unique_id.startswith("operation."))
    elapsed = document["elapsed_time"]
    asked_apart = sum(result["execution_time"] for result in results if _is_batched(result))
    side_by_side = sum(models) + sum(tests) - asked_apart
    scale = max(elapsed - hooks, 0.0) / side_by_side
    return DbtBuild(
        name,
        wall_seconds,
        processor_seconds,
        wall_seconds - elapsed,
        len(models),
        sum(models) * scale,
        len(tests),
        (sum(tests) - asked_apart) * scale + asked_apart,
        statements + -(-batched // BATCH),
    )


def _is_batched(result: dict[str, Any]) -> bool:
    """Whether a test was asked beside others: `lundi` wrote its result down, and dbt gives no end of it."""
    return result["unique_id"].startswith("test.") and result["timing"][-1]["completed_at"] is None


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def as_document(result: DbtOverhead, moment: datetime) -> dict[str, Any]:
    """All figures, unrounded, with what they were measured on."""
    return {
        "measured_at": moment.isoformat(),
        "lundi": __version__,
        "python": platform.python_version(),
        "processors": multiprocessing.cpu_count(),
        "is_as_aimed": result.is_as_aimed,
        "seconds_per_model": result.best.seconds_per_model,
        "seconds_per_test": result.best.seconds_per_test,
        **asdict(result),
    }


def write_result(result: DbtOverhead, path: Path, moment: datetime) -> Path:
    """Writes the JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(as_document(result, moment), indent=2) + "\n", encoding="utf-8")
    return path
