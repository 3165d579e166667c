"""The matching itself: a set's deliveries through `lundi ingest` and the dbt models, in folders of their own."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from lundi.customer.measuring import child_peak
from lundi.customer.relations import MATCHING_MODELS, NEEDED_MODELS, USED_MODELS
from lundi.errors import LundiError
from lundi.ingest import ingest
from lundi.settings import Settings
from lundi.warehouse.dbt import BuildResult, build_models, parse, target_folder
from lundi.warehouse.load_sql import quoted
from lundi.warehouse.state import ensure_state, read_build

AFTER_DELIVERY = timedelta(hours=3)
CATALOGUE = "lundi"


@dataclass(frozen=True)
class Matched:
    """A matching that ran: where its tables are and what it took.

    `wall_seconds` is the dbt process from its start to its end, on deliveries that lie in raw and a project that was
    parsed before; `build_seconds` the part of it from the first node's start to the last one's end, and
    `matching_seconds` the part of that from the blocking keys to the clusters.
    """

    database: Path
    relations: Mapping[str, str]  # model: its relation
    wall_seconds: float
    peak_memory_mb: float
    build_seconds: float = 0.0
    ingest_seconds: float = 0.0
    parse_seconds: float = 0.0
    kept_aside_count: int = 0
    model_seconds: Mapping[str, float] = field(default_factory=dict)
    matching_seconds: float = 0.0


def run_matching(
    settings: Settings,
    variables: Mapping[str, str],
    delivered_at: datetime,
    say: Callable[[str], None] = lambda sentence: None,
    further: Sequence[str] = (),
) -> Matched:
    """Takes the deliveries of the landing zone and builds the customers, and `further` models, with all that they read.

    Raises LundiError where a delivery is refused, the project has no such models, or one of them does not build.
    """
    as_of = delivered_at + AFTER_DELIVERY
    ensure_state(settings.state_database)
    started = time.perf_counter()
    report = ingest(settings.landing, settings.raw_database, as_of=as_of)
    ingest_seconds = time.perf_counter() - started
    if report.with_status("refused"):
        raise LundiError(f"a delivery of the set was refused: {report.sentences[0]}", "report this as a fault of Lundi")
    say(f"{report.row_count:,} rows in raw, {len(report.kept_aside):,} kept aside")
    started = time.perf_counter()
    parse(settings, variables=variables, as_of=as_of)
    parse_seconds = time.perf_counter() - started
    relations = project_relations(target_folder(settings) / "manifest.json", (*USED_MODELS, *further))
    say(f"project parsed; building {', '.join(relations)} and what they read")
    started = time.perf_counter()
    with child_peak() as peak:
        built = build_models(
            settings, tuple(relations), variables=variables, as_of=as_of, on_progress=_now_and_then(say)
        )
    return Matched(
        settings.build_database,
        relations,
        wall_seconds=time.perf_counter() - started,
        peak_memory_mb=peak.mebibytes,
        build_seconds=build_span(target_folder(settings)),
        matching_seconds=build_span(target_folder(settings), MATCHING_MODELS),
        ingest_seconds=ingest_seconds,
        parse_seconds=parse_seconds,
        kept_aside_count=len(report.kept_aside),
        model_seconds=model_seconds(built),
    )


def project_relations(manifest_file: Path, used: Sequence[str] = USED_MODELS) -> dict[str, str]:
    """The relation of each model that is used (by default, by an evaluation) and that the project has.

    Raises LundiError where one is missing without which nothing can be scored.
    """
    nodes = json.loads(manifest_file.read_text(encoding="utf-8"))["nodes"].values()
    models = {node["name"]: node for node in nodes if node["resource_type"] == "model"}
    missing = [name for name in NEEDED_MODELS if name not in models]
    if missing:
        raise LundiError(
            f"the project has no model {', '.join(missing)}",
            "the names that an evaluation reads stand in scripts/lundi/customer/relations.py",
        )
    return {
        name: ".".join(quoted(part) for part in (CATALOGUE, models[name]["schema"], models[name]["alias"]))
        for name in used
        if name in models and models[name]["config"]["materialized"] != "ephemeral"
    }


def build_span(folder: Path, models: Sequence[str] = ()) -> float:
    """Seconds from the first node's start to the last one's end: without dbt's own start, which no data lengthens.

    Of these models alone where any are named.
    """
    build = read_build(folder)
    nodes = [
        (node.started_at.timestamp(), node.seconds)
        for node in (build.nodes if build else ())
        if node.started_at and (not models or node.node_id.split(".")[2] in models)
    ]
    return max(start + seconds for start, seconds in nodes) - min(start for start, _ in nodes) if nodes else 0.0


def model_seconds(built: BuildResult) -> dict[str, float]:
    """Seconds of each model, the slowest first."""
    models = [node for node in built.nodes if node.unique_id.startswith("model.")]
    return {node.name: node.seconds for node in sorted(models, key=lambda node: (-node.seconds, node.name))}


def _now_and_then(say: Callable[[str], None], pause_seconds: float = 10.0) -> Callable[[int, int, str], None]:
    """Tells how far a build is, once in a while: a set of a million records takes minutes."""
    last = time.monotonic()

    def advance(done: int, total: int, name: str) -> None:
        nonlocal last
        if time.monotonic() - last >= pause_seconds:
            last = time.monotonic()
            say(f"{done} of {total} nodes built, {name} the last")

    return advance
