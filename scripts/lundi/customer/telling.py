"""What `lundi customers evaluate` tells: a table for people, a document for machines."""

import json
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lundi import __version__
from lundi.customer.evaluate import Evaluation
from lundi.customer.metrics import Score, Trap
from lundi.customer.pairs import Candidates
from lundi.customer.versus import PeerResult, PeerScore

NOT_KNOWN = "n.c."
SHARES = (
    "pair_precision",
    "pair_recall",
    "pair_f1",
    "bcubed_precision",
    "bcubed_recall",
    "bcubed_f1",
    "exact_cluster_precision",
    "exact_cluster_recall",
    "exact_cluster_f1",
)
COUNTS = ("largest_cluster", "cluster_count", "true_cluster_count")
PAIR_COUNTS = ("record_count", "true_pair_count", "predicted_pair_count", "found_pair_count", "exact_cluster_count")
SLOWEST_MODELS = 5


def tell_evaluation(console: Console, evaluation: Evaluation) -> None:
    """Prints the figures for people."""
    labelled, found = evaluation.labelled_set, evaluation.score
    console.print(
        f"{escape(labelled.name)}: {found.record_count:,} records of {found.true_cluster_count:,} people, "
        f"{found.true_pair_count:,} pairs to find; seed {evaluation.seed}"
    )
    console.print(_figures(evaluation))
    for table in (_traps(evaluation), _cases(evaluation), _models(evaluation)):
        if table:
            console.print(table)
    for sentence in _sentences(evaluation):
        console.print(escape(sentence))


def as_document(evaluation: Evaluation) -> str:
    """The same as JSON, unrounded. A figure that cannot be stated is null."""
    labelled, matched = evaluation.labelled_set, evaluation.matched
    document = {
        "dataset": labelled.name,
        "layout": labelled.layout,
        "lundi_version": __version__,
        "seed": evaluation.seed,
        **_score_document(evaluation.score),
        "trap_merged_rate": _rates(evaluation.traps),
        "trap_pair_count": {trap.kind: trap.pair_count for trap in evaluation.traps},
        "wall_seconds": matched.wall_seconds,
        "peak_memory_mb": matched.peak_memory_mb,
        "build_seconds": matched.build_seconds,
        "matching_seconds": matched.matching_seconds,
        "ingest_seconds": matched.ingest_seconds,
        "parse_seconds": matched.parse_seconds,
        "model_seconds": dict(matched.model_seconds),
        "invalid_birth_date_count": labelled.invalid_birth_date_count,
        "kept_aside_count": matched.kept_aside_count,
        "without_customer_count": evaluation.without_customer_count,
        **_candidate_document(evaluation.candidates),
        "cases": _case_documents(evaluation),
    }
    if evaluation.peer:
        document["splink"] = _peer_document(evaluation.peer)
    return json.dumps(document, indent=2, ensure_ascii=False)


def _score_document(found: Score) -> dict[str, float | None]:
    return {name: getattr(found, name) for name in (*SHARES, *COUNTS, *PAIR_COUNTS)}


def _rates(traps: Iterable[Trap]) -> dict[str, float | None]:
    return {trap.kind: trap.merged_rate for trap in traps}


def _candidate_document(candidates: Candidates | None) -> dict[str, float | None]:
    return {
        "candidate_recall": candidates.recall if candidates else None,
        "candidate_pair_count": candidates.pair_count if candidates else None,
    }


def _case_documents(evaluation: Evaluation) -> list[dict[str, float | str | None]] | None:
    if evaluation.cases is None:
        return None
    return [
        {
            "case_code": case.case_code,
            "edge_count": case.edge_count,
            "true_edge_count": case.true_edge_count,
            "precision": case.precision,
            "alone_count": case.alone_count,
            "recall_alone": case.recall_alone,
        }
        for case in evaluation.cases
    ]


def _peer_document(peer: PeerResult) -> dict:
    """Its figures at the threshold with the best pair F1, then those at the one with the best B-cubed F1."""
    return {
        "version": peer.version,
        "model": peer.model,
        "is_threshold_chosen_with_labels": True,
        **_peer_score_document(peer.best_by_pairs),
        **_candidate_document(peer.candidates),
        "at_best_bcubed_f1": _peer_score_document(peer.best_by_bcubed),
        "thresholds": [_peer_score_document(found) for found in peer.scores],
    }


def _peer_score_document(found: PeerScore) -> dict:
    return {
        "threshold": found.threshold,
        **_score_document(found.score),
        "trap_merged_rate": _rates(found.traps),
        "wall_seconds": found.wall_seconds,
        "peak_memory_mb": found.peak_memory_mb,
    }


def _sides(evaluation: Evaluation) -> list[PeerScore]:
    """Splink's columns: its best threshold by pairs and by B-cubed, one where they are the same."""
    if not evaluation.peer:
        return []
    both = (evaluation.peer.best_by_pairs, evaluation.peer.best_by_bcubed)
    return list(dict.fromkeys(both))


def _table(title: str, first: str, columns: Sequence[str]) -> Table:
    table = Table(box=None, title=title, title_justify="left", padding=(0, 2, 0, 0))
    table.add_column(first, no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _figures(evaluation: Evaluation) -> Table:
    peers, matched = _sides(evaluation), evaluation.matched
    scores = [evaluation.score, *(peer.score for peer in peers)]
    table = _table("How well", "", ["lundi", *(f"splink p>={peer.threshold:g}" for peer in peers)])
    for name in SHARES:
        table.add_row(name, *(_share(getattr(found, name)) for found in scores))
    for name in COUNTS:
        table.add_row(name, *(f"{getattr(found, name):,}" for found in scores))
    candidates = [evaluation.candidates, *(evaluation.peer.candidates for _ in peers if evaluation.peer)]
    table.add_row("candidate_recall", *(_share(found.recall if found else None) for found in candidates))
    table.add_row("candidate_pair_count", *(f"{found.pair_count:,}" if found else NOT_KNOWN for found in candidates))
    table.add_row("wall_seconds", f"{matched.wall_seconds:.1f}", *(f"{peer.wall_seconds:.1f}" for peer in peers))
    table.add_row("peak_memory_mb", f"{matched.peak_memory_mb:,.0f}", *(f"{p.peak_memory_mb:,.0f}" for p in peers))
    return table


def _traps(evaluation: Evaluation) -> Table | None:
    if not evaluation.traps:
        return None
    peers = _sides(evaluation)
    columns = ["pairs", "lundi", *(f"splink p>={peer.threshold:g}" for peer in peers)]
    table = _table("Different people merged, share of pairs", "kind", columns)
    rates = [_rates(peer.traps) for peer in peers]
    for trap in evaluation.traps:
        others = (_share(rate.get(trap.kind)) for rate in rates)
        table.add_row(escape(trap.kind), f"{trap.pair_count:,}", _share(trap.merged_rate), *others)
    return table


def _cases(evaluation: Evaluation) -> Table | None:
    if evaluation.cases is None:
        return None
    table = _table(
        "Edges of each case", "case", ["edges", "precision", "right edges of it alone", "recall of it alone"]
    )
    for case in evaluation.cases:
        table.add_row(
            escape(case.case_code or NOT_KNOWN),
            f"{case.edge_count:,}",
            _share(case.precision),
            f"{case.alone_count:,}",
            _share(case.recall_alone),
        )
    return table


def _models(evaluation: Evaluation) -> Table | None:
    seconds = list(evaluation.matched.model_seconds.items())[:SLOWEST_MODELS]
    if not seconds:
        return None
    table = _table("Slowest models", "model", ["seconds"])
    for name, taken in seconds:
        table.add_row(name, f"{taken:.1f}")
    return table


def _sentences(evaluation: Evaluation) -> list[str]:
    matched = evaluation.matched
    sentences = [
        f"Seconds are those of the dbt process, {matched.build_seconds:.1f} of them its models; before it, deliveries "
        f"were taken in {matched.ingest_seconds:.1f} s and the project was parsed in {matched.parse_seconds:.1f} s."
    ]
    if evaluation.peer:
        sentences.append(
            f"Splink {evaluation.peer.version} had the same records ({evaluation.peer.model}) and its thresholds were "
            "chosen with the labels; its seconds are training, prediction and clusters. Ours from the blocking keys to "
            f"the clusters are {matched.matching_seconds:.1f}."
        )
    if matched.kept_aside_count:
        sentences.append(f"{matched.kept_aside_count:,} delivered rows were kept aside.")
    if evaluation.without_customer_count:
        sentences.append(f"{evaluation.without_customer_count:,} records have no customer: each counts as one alone.")
    return sentences


def _share(value: float | None) -> str:
    return NOT_KNOWN if value is None else f"{value:.4f}"
