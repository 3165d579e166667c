"""Splink beside the matching: the same records, the same scoring, its own process, the best threshold by labels."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import duckdb

from lundi.customer import splink_peer
from lundi.customer.metrics import Score, Trap, score, score_traps
from lundi.customer.pairs import Candidates, score_candidates
from lundi.customer.relations import record_id
from lundi.customer.splink_models import INPUT
from lundi.errors import LundiError
from lundi.warehouse.load_sql import literal

THRESHOLDS = (0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999)


@dataclass(frozen=True)
class PeerScore:
    """Splink at one threshold. Seconds are those of training, prediction and the clusters of this threshold."""

    threshold: float
    score: Score
    traps: tuple[Trap, ...]
    wall_seconds: float
    peak_memory_mb: float


@dataclass(frozen=True)
class PeerResult:
    """Splink on a set, at every threshold."""

    version: str
    model: str
    scores: tuple[PeerScore, ...]
    candidates: Candidates

    @property
    def best_by_pairs(self) -> PeerScore:
        """The threshold with the best pair F1: chosen with the labels, which nobody has in earnest."""
        return max(self.scores, key=lambda found: found.score.pair_f1 or 0.0)

    @property
    def best_by_bcubed(self) -> PeerScore:
        """The threshold with the best B-cubed F1, likewise."""
        return max(self.scores, key=lambda found: found.score.bcubed_f1 or 0.0)


def require_splink() -> None:
    """Raises LundiError where Splink is not installed: before anything long is begun."""
    if find_spec("splink") is None:
        raise LundiError(
            "--versus splink needs the package splink, which is not installed",
            "install it with `pip install --no-deps -r requirements-bench.txt`",
        )


def run_splink(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    model: str,
    seed: int,
    truth: str,
    traps: str,
    thresholds: Sequence[float] = THRESHOLDS,
    say: Callable[[str], None] = lambda sentence: None,
) -> PeerResult:
    """Runs Splink on `records` and `cards` of the connection and scores every threshold.

    `truth` is a relation with record_id and true_id, which Splink does not see. Raises LundiError where it fails.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_request(connection, folder, model, seed, thresholds)
    say(f"Splink trains and predicts ({model})")
    found = _run(folder)
    clusters, pairs = (
        f"read_parquet({literal(str(folder / name))})" for name in (splink_peer.CLUSTERS, splink_peer.CANDIDATES)
    )
    scores = tuple(
        _score(connection, found, step, f"(select * from {truth} inner join {clusters} using (record_id)", traps)
        for step in found["thresholds"]
    )
    scored = f"(select *, record_id as customer_id from {truth})"
    candidates = score_candidates(connection, scored, f"select * from {pairs}", scores[0].score.true_pair_count)
    return PeerResult(version("splink"), model, tuple(sorted(scores, key=lambda s: s.threshold)), candidates)


def _write_request(
    connection: duckdb.DuckDBPyConnection, folder: Path, model: str, seed: int, thresholds: Sequence[float]
) -> None:
    records = literal(str(folder / splink_peer.RECORDS))
    connection.execute(f"copy ({INPUT.format(record_id=record_id())}) to {records} (format parquet)")
    request = {"model": model, "seed": seed, "thresholds": list(thresholds)}
    (folder / splink_peer.REQUEST).write_text(json.dumps(request), encoding="utf-8")


def _run(folder: Path) -> dict:
    process = subprocess.run(
        [sys.executable, "-m", "lundi.customer.splink_peer", str(folder)], capture_output=True, text=True, check=False
    )
    if process.returncode:
        (folder / "splink.log").write_text(process.stderr, encoding="utf-8")
        said = [line for line in process.stderr.splitlines() if line.strip()] or ["it said nothing"]
        raise LundiError(f"Splink failed: {said[-1]}", "run it again with --keep FOLDER and read splink.log there")
    return json.loads((folder / splink_peer.RESULT).read_text(encoding="utf-8"))


def _score(connection: duckdb.DuckDBPyConnection, found: dict, step: dict, clusters: str, traps: str) -> PeerScore:
    scored = f"{clusters} where threshold = {step['threshold']})"
    return PeerScore(
        step["threshold"],
        score(connection, scored),
        score_traps(connection, scored, traps),
        found["train_seconds"] + found["predict_seconds"] + step["cluster_seconds"],
        step["peak_memory_mb"],
    )
