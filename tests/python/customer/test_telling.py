"""What an evaluation prints, for people and for machines."""

import io
import json

import pytest
from rich.console import Console

from lundi.customer.evaluate import Evaluation
from lundi.customer.matching import Matched
from lundi.customer.metrics import Score, Trap
from lundi.customer.pairs import Candidates, CaseScore
from lundi.customer.sets import LabelledSet
from lundi.customer.telling import as_document, tell_evaluation
from lundi.customer.versus import PeerResult, PeerScore

SCORE = Score(6, 3, 4, 3, 4, 5, 3, 0.9, 0.8, 2)
MATCHED = Matched(None, {}, 12.34, 250.4, 5.0, 1.5, 20.0, 0, {"int_customer__edges": 3.2})
PEER = PeerResult(
    "5.0.0",
    "contacts",
    (
        PeerScore(0.5, Score(6, 3, 2, 5, 4, 10, 4, 0.5, 1.0, 0), (Trap("twin", 2, 2),), 7.0, 300.0),
        PeerScore(0.9, Score(6, 3, 4, 2, 4, 4, 3, 0.7, 0.7, 1), (Trap("twin", 2, 1),), 6.0, 290.0),
    ),
    Candidates(20, 4, 4),
)
EVALUATION = Evaluation(
    LabelledSet("small", "channels", 6, 1, 4),
    7,
    MATCHED,
    SCORE,
    (Trap("twin", 2, 1),),
    0,
    Candidates(8, 4, 4),
    (CaseScore("C01", 4, 3, 2, 4), CaseScore("C02", 0, 0, 0, 4)),
    PEER,
)
BARE = Evaluation(LabelledSet("small", "channels", 6, 0, 0), 7, MATCHED, Score(2, 2, 2, 1, 0, 0, 0, 1.0, 1.0, 2), (), 0)
# What a reader of the JSON counts on.
KEYS = (
    "pair_precision", "pair_recall", "pair_f1", "bcubed_f1", "exact_cluster_f1", "largest_cluster", "trap_merged_rate",
    "wall_seconds", "peak_memory_mb",
)  # fmt: skip


def told(evaluation):
    console = Console(file=io.StringIO(), width=100, highlight=False, soft_wrap=True)
    tell_evaluation(console, evaluation)
    return console.file.getvalue()


def lines_of(text):
    return [line.split() for line in text.splitlines()]


def test_the_table_puts_splink_at_its_best_thresholds_beside():
    lines = lines_of(told(EVALUATION))
    # 0.9 has the best pair F1 (0.75), 0.5 the better B-cubed F1 (0.67 is not 0.70): one column is enough.
    assert ["pair_f1", "0.6667", "0.7500"] in lines
    assert ["bcubed_f1", "0.8471", "0.7000"] in lines
    assert ["candidate_recall", "1.0000", "1.0000"] in lines
    assert ["wall_seconds", "12.3", "6.0"] in lines
    assert ["twin", "2", "0.5000", "0.5000"] in lines
    assert ["C01", "4", "0.7500", "2", "0.5000"] in lines
    assert ["int_customer__edges", "3.2"] in lines


def test_it_says_what_seconds_are_and_that_labels_chose():
    text = told(EVALUATION)
    for said in ("6 records of 3 people, 4 pairs to find; seed 7", "5.0 of them its models", "chosen with the labels"):
        assert said in text


def test_what_cannot_be_stated_is_n_c_and_null():
    text = told(BARE)
    assert ["pair_precision", "n.c."] in lines_of(text)
    assert ["candidate_recall", "n.c."] in lines_of(text)
    assert "Edges of each case" not in text
    document = json.loads(as_document(BARE))
    assert (document["pair_f1"], document["cases"], document["candidate_recall"]) == (None, None, None)
    assert document["trap_merged_rate"] == {}
    assert "splink" not in document


def test_machines_get_the_same_figures_unrounded():
    document = json.loads(as_document(EVALUATION))
    assert all(key in document and key in document["splink"] for key in KEYS)
    assert document["pair_f1"] == pytest.approx(6 / 9)
    assert (document["seed"], document["largest_cluster"], document["cluster_count"]) == (7, 3, 4)
    assert document["trap_merged_rate"] == {"twin": 0.5}
    assert (document["wall_seconds"], document["peak_memory_mb"], document["build_seconds"]) == (12.34, 250.4, 5.0)
    assert document["cases"][0] == {
        "case_code": "C01", "edge_count": 4, "true_edge_count": 3, "precision": 0.75, "alone_count": 2,
        "recall_alone": 0.5,
    }  # fmt: skip
    assert document["cases"][1]["precision"] is None


def test_splinks_part_is_its_best_by_pairs_with_the_other_beside():
    peer = json.loads(as_document(EVALUATION))["splink"]
    assert (peer["threshold"], peer["pair_f1"], peer["wall_seconds"]) == (0.9, 0.75, 6.0)
    assert peer["at_best_bcubed_f1"]["threshold"] == 0.9
    assert [step["threshold"] for step in peer["thresholds"]] == [0.5, 0.9]
    assert peer["is_threshold_chosen_with_labels"] is True
    assert peer["candidate_recall"] == 1.0
