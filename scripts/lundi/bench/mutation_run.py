"""Batches of mutated deliveries, each taken, held against its contracts and built once, and judged."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lundi.bench.mutated_world import (
    DELIVERED_AT,
    FINDING,
    FIRST,
    MODELS,
    MONDAY,
    WARNINGS,
    Case,
    Verdict,
    counted,
    draw_cases,
    gather,
    judge,
    stores_of,
    write_before,
    write_cases,
    write_sound,
)
from lundi.bench.mutations import Sound
from lundi.ingest import IngestReport, ingest
from lundi.quality.gate import check_deliveries, gate_process
from lundi.settings import Settings
from lundi.warehouse.dbt import build_models
from lundi.warehouse.state import ensure_state

BATCH = 50  # so many share one ingest and one build
PRODUCTS = ({"product_id": "0001", "product_name": "Café", "unit": "each", "vat_rate": "0.0550"},)

Say = Callable[[str], None]


@dataclass(frozen=True)
class MutationsResult:
    """What became of all of them, and each that was not as it should be."""

    counts: dict[str, int]  # refused | harmless | said | blind | finding
    findings: tuple[Verdict, ...]
    by_mutation: dict[str, dict[str, int]]

    @property
    def is_good(self) -> bool:
        """Nothing lost, nothing unclear, nothing wrong in silence."""
        return not self.findings


def run_mutations(folder: Path, count: int, seed: int, say: Say = lambda sentence: None) -> MutationsResult:
    """Draws, writes, takes and judges `count` mutations in an empty folder."""
    drawn = random.Random(seed)
    cases = draw_cases((None, drawn.getrandbits(32)) for _ in range(count))
    settings = Settings(*(folder / name for name in ("landing", "warehouse", "out")))
    verdicts: list[Verdict] = []
    for batch in _batches(cases):
        verdicts += _judged(settings, batch)
        found = counted(verdicts)
        say(f"{len(verdicts)} of {count} mutations: " + ", ".join(f"{n} {name}" for name, n in found.items()))
    return result_of(verdicts)


def result_of(verdicts: list[Verdict]) -> MutationsResult:
    """The verdicts, counted."""
    kinds = sorted({verdict.mutation for verdict in verdicts})
    return MutationsResult(
        counted(verdicts),
        tuple(verdict for verdict in verdicts if verdict.outcome == FINDING),
        {kind: counted(v for v in verdicts if v.mutation == kind) for kind in kinds},
    )


def take(settings: Settings, cases: tuple[Case, ...]) -> tuple[IngestReport, ...]:
    """Writes the deliveries and takes them: first what somebody rewrites afterwards, then all."""
    ensure_state(settings.state_database)
    full = {"mode": "full", "covers_from": "2026-01-01"}
    for entity, rows in (("stores", tuple(stores_of(cases))), ("products", PRODUCTS)):
        write_sound(settings.landing, Sound("reference", entity, FIRST, DELIVERED_AT, rows, **full))
    write_before(settings.landing, cases)
    before = ingest(settings.landing, settings.raw_database, as_of=MONDAY)
    write_cases(settings.landing, cases)
    return before, ingest(settings.landing, settings.raw_database, as_of=MONDAY)


def _judged(settings: Settings, cases: tuple[Case, ...]) -> list[Verdict]:
    # Only what dbt read of the project stays from batch to batch.
    shutil.rmtree(settings.landing, ignore_errors=True)
    for path in (settings.raw_database, settings.state_database):
        path.unlink(missing_ok=True)
    reports, problem = _checked(settings, cases)
    if problem:
        return [Verdict("", "gate A", "all", FINDING, (problem,))]
    build_models(settings, MODELS, variables={}, as_of=MONDAY, tests=tuple(WARNINGS))
    evidence = gather(settings, cases, reports)
    return [judge(case, evidence) for case in cases]


def _checked(settings: Settings, cases: tuple[Case, ...]) -> tuple[tuple[IngestReport, ...], str]:
    """What was taken, and why gate A gave no answer, where it gave none."""
    with gate_process() as process:
        reports = take(settings, cases)
        return reports, check_deliveries(settings, process, MONDAY, MONDAY).problem


def _batches(cases: tuple[Case, ...]) -> Iterator[tuple[Case, ...]]:
    for first in range(0, len(cases), BATCH):
        yield cases[first : first + BATCH]
