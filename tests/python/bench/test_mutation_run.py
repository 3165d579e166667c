"""Batches of mutations: what is counted, and a batch that is taken and judged without a build."""

from lundi.bench import mutation_run
from lundi.bench.mutated_world import DAY, FINDING, HARMLESS, REFUSED, Evidence, Verdict, draw_cases
from lundi.bench.mutation_run import result_of, run_mutations, take
from runs import settings_in


def verdict(mutation, outcome):
    return Verdict("M0001", mutation, "pos/tickets as csv", outcome, ())


def test_one_finding_is_enough():
    good = [verdict("truncated", REFUSED), verdict("rows shuffled", HARMLESS)]
    assert result_of(good).is_good
    spoiled = result_of([*good, verdict("rows shuffled", FINDING)])
    assert (spoiled.is_good, spoiled.counts[FINDING], len(spoiled.findings)) == (False, 1, 1)
    assert spoiled.by_mutation["rows shuffled"][HARMLESS] == 1


def test_what_is_rewritten_in_place_is_refused_and_what_was_taken_stays(tmp_path):
    cases = draw_cases([("rewritten in place", 3), ("rows shuffled", 4)])
    before, after = take(settings_in(tmp_path), cases)
    (path,) = cases[0].paths
    found = {o.path: (o.status, o.refusal and o.refusal.rule) for o in after.outcomes}
    assert {o.path: o.status for o in before.outcomes}[path] == "accepted"
    assert found[path] == ("refused", "delivery_id_reused")
    assert found[cases[1].paths[0]] == ("accepted", None)


def test_every_batch_is_told_and_all_are_counted(tmp_path, monkeypatch):
    said, taken = [], []
    evidence = Evidence({}, {}, {}, {"M0001": {DAY: 0}})
    monkeypatch.setattr(mutation_run, "BATCH", 2)
    monkeypatch.setattr(mutation_run, "build_models", lambda *arguments, **options: None)
    monkeypatch.setattr(mutation_run, "gather", lambda settings, cases, reports: evidence)
    monkeypatch.setattr(mutation_run, "_checked", lambda settings, cases: taken.append(len(cases)) or ((), ""))
    result = run_mutations(tmp_path, 3, 46, said.append)
    # nothing became of any: the evidence is empty
    assert (taken, result.counts[FINDING], len(said)) == ([2, 1], 3, 2)
