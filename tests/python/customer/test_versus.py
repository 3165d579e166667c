"""Splink beside the matching: in its own process, without the truth, at every threshold."""

import json
from pathlib import Path

import duckdb
import pytest

from lundi.customer import versus
from lundi.customer.deliveries import draw_ids
from lundi.customer.metrics import Score
from lundi.customer.pairs import Candidates
from lundi.customer.relations import record_id
from lundi.customer.sets import Places, load_set
from lundi.customer.versus import PeerResult, PeerScore, require_splink, run_splink
from lundi.errors import LundiError

THRESHOLDS = (0.2, 0.99)


def at(threshold, found, predicted, bcubed):
    score = Score(10, 5, 5, 3, 8, predicted, found, bcubed, bcubed, 1)
    return PeerScore(threshold, score, (), 1.0, 100.0)


def test_the_best_threshold_differs_by_what_is_asked():
    peer = PeerResult("5.0.0", "contacts", (at(0.2, 6, 12, 0.9), at(0.9, 6, 6, 0.8)), Candidates(20, 7, 8))
    assert (peer.best_by_pairs.threshold, peer.best_by_bcubed.threshold) == (0.9, 0.2)
    nothing = PeerResult("5.0.0", "contacts", (at(0.2, 0, 0, 0.0), at(0.9, 0, 0, 0.0)), Candidates(0, 0, 8))
    assert nothing.best_by_pairs.threshold == 0.2


def test_without_splink_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(versus, "find_spec", lambda name: None)
    with pytest.raises(LundiError, match="needs the package splink, which is not installed") as missing:
        require_splink()
    assert "requirements-bench.txt" in missing.value.next_step


@pytest.fixture
def records():
    """A sixth of the French set: twins, couples and all kinds of people of it."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        load_set(connection, "fr_traps", Places())
        connection.execute("delete from mapped where cast(true_id as bigint) % 6 > 1")
        draw_ids(connection, 1)
        connection.execute(f"create table truth as select {record_id()} as record_id, true_id from records")
        yield connection


def test_splink_runs_on_the_same_records_and_is_scored_at_every_threshold(records, tmp_path):
    pytest.importorskip("splink", reason="not run: splink is not installed")
    folder = tmp_path / "splink"
    peer = run_splink(records, folder, model="contacts", seed=1, truth="truth", traps="traps", thresholds=THRESHOLDS)
    assert [found.threshold for found in peer.scores] == list(THRESHOLDS)
    count = records.execute("select count(*) from truth").fetchall()[0][0]
    assert {found.score.record_count for found in peer.scores} == {count}
    # A laxer threshold joins more; all that is joined was compared, directly or through others.
    lax, strict = peer.scores
    assert lax.score.pair_recall > strict.score.pair_recall > 0.5
    assert lax.score.cluster_count < strict.score.cluster_count
    assert 0.8 < peer.candidates.recall <= 1
    assert all(found.wall_seconds > 0 and found.peak_memory_mb > 50 for found in peer.scores)
    assert {trap.kind for trap in lax.traps} == {"couple_shared", "father_son", "twin", "twin_lookalike"}
    # The child knows neither the person nor the ids that name it.
    columns = [row[0] for row in records.execute(f"describe from read_parquet('{folder}/records.parquet')").fetchall()]
    assert not {"true_id", "original_id"} & set(columns)


def test_what_splink_says_when_it_fails_is_told(records, tmp_path):
    with pytest.raises(LundiError, match="Splink failed: KeyError: 'unheard of'") as failed:
        run_splink(records, tmp_path, model="unheard of", seed=1, truth="truth", traps="traps")
    assert "--keep FOLDER" in failed.value.next_step
    assert "KeyError" in (tmp_path / "splink.log").read_text()
    assert json.loads(Path(tmp_path / "request.json").read_text())["thresholds"][0] == 0.05
