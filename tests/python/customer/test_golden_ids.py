"""Who keeps the golden id: histories of a few records, each a case of the written rule with its near miss."""

import random
from datetime import timedelta

import pytest

from golden_history import History


def first_ids(history, *clusters):
    return history.monday(*clusters).ids(*clusters)


def test_each_cluster_has_an_id_of_its_own_that_says_nothing(history):
    edition = history.monday("a1 a2", "b1", "c1 c2 c3")
    a, b, c = edition.ids("a1 a2", "b1", "c1 c2 c3")
    assert len({a, b, c}) == 3
    assert all(len(each) == 16 and each.startswith("C") and "a1" not in each for each in (a, b, c))
    assert edition.kinds() == ["created", "created", "created"]


def test_a_week_without_news_changes_nothing_and_is_not_written_down(history):
    ids = first_ids(history, "a1 a2", "b1")
    edition = history.monday("b1", "a2 a1")
    assert edition.ids("a1 a2", "b1") == ids
    assert edition.events == ()
    assert (edition.appended.entry_count, edition.appended.event_count) == (0, 0)


def test_the_same_monday_run_again_gives_the_same_and_appends_nothing(history):
    first = history.monday("a1 a2", "b1")
    before = history.registry(), history.state_events()
    again = history.run(["a1 a2", "b1"])
    assert again.customers == first.customers
    assert (history.registry(), history.state_events()) == before


def test_a_build_whose_ids_nobody_keeps_gives_the_same_ids_at_the_same_moment(history):
    tried = history.run(["a1 a2", "b1"], is_kept=False)
    assert history.registry() == []
    assert history.run(["a1 a2", "b1"], is_kept=False).customers == tried.customers
    assert history.monday("a1 a2", "b1").customers != tried.customers, "another moment gives other ids"


def test_a_record_that_joins_takes_the_customer_s_id(history):
    (a,) = first_ids(history, "a1")
    edition = history.monday("a1 0new")
    assert edition.ids("a1 0new") == (a,)
    assert edition.events == ()


def test_a_late_record_that_bridges_two_customers_merges_them_into_the_larger_and_its_removal_parts_them_again(history):
    a, b = first_ids(history, "a1 a2 a3", "b1 b2")
    merged = history.monday("a1 a2 a3 b1 b2 late")
    assert merged.ids("a1 a2 a3 b1 b2 late") == (a,)
    assert merged.events == (("merged", a, b, 2),)
    parted = history.monday("a1 a2 a3", "b1 b2")
    assert parted.ids("a1 a2 a3", "b1 b2") == (a, b)
    assert parted.events == (("reclaimed", b, None, 2), ("split", a, b, 2))


def test_of_two_customers_of_one_size_the_older_keeps_its_id(history):
    (b,) = first_ids(history, "b1")
    (a,) = history.monday("b1", "a1").ids("a1")
    merged = history.monday("a1 b1")
    assert merged.ids("a1 b1") == (b,)
    assert merged.events == (("merged", b, a, 1),)


def test_of_two_customers_of_one_size_and_age_the_smaller_id_is_kept(history):
    ids = first_ids(history, "a1", "b1")
    assert history.monday("a1 b1").ids("a1 b1") == (min(ids),)


def test_more_records_go_before_age(history):
    first_ids(history, "b1")
    (a,) = history.monday("b1", "a1 a2").ids("a1 a2")
    assert history.monday("a1 a2 b1").ids("a1 a2 b1") == (a,)


def test_three_that_were_merged_one_after_the_other_have_their_first_ids_back_when_they_are_parted(history):
    a, b, c = first_ids(history, "a1", "b1 b2", "c1 c2 c3 c4")
    assert history.monday("a1 b1 b2", "c1 c2 c3 c4").ids("a1 b1 b2") == (b,)
    merged = history.monday("a1 b1 b2 c1 c2 c3 c4")
    assert merged.ids("a1 b1 b2 c1 c2 c3 c4") == (c,)
    assert merged.events == (("merged", c, b, 3),)
    parted = history.monday("a1", "b1 b2", "c1 c2 c3 c4")
    assert parted.ids("a1", "b1 b2", "c1 c2 c3 c4") == (a, b, c), "not b for a1, which once had it"
    assert parted.kinds() == ["reclaimed", "reclaimed", "split", "split"]


def test_two_merges_at_one_run_are_two_events_of_one_customer(history):
    a, b, c = first_ids(history, "a1 a2", "b1", "c1")
    merged = history.monday("a1 a2 b1 c1")
    assert merged.ids("a1 a2 b1 c1") == (a,)
    assert merged.events == tuple(sorted((("merged", a, b, 1), ("merged", a, c, 1))))


def test_a_customer_that_was_always_one_and_is_parted_leaves_the_id_to_the_larger_part(history):
    (a,) = first_ids(history, "a1 a2 a3")
    parted = history.monday("a1", "a2 a3")
    small, large = parted.ids("a1", "a2 a3")
    assert (large, small != a) == (a, True)
    assert parted.events == (("created", small, None, 1), ("split", a, small, 1))


def test_parts_of_one_size_are_told_apart_by_the_smallest_record_id(history):
    (a,) = first_ids(history, "a1 a2")
    assert history.monday("a1", "a2").ids("a1", "a2")[0] == a


def test_those_who_had_the_id_first_go_before_those_who_have_it_now_and_are_more(history):
    z, a = first_ids(history, "z1 z2 z3", "a1 a2")
    history.monday("z1 z2 z3 a1 a2")
    history.monday("z1 a1 a2")
    assert history.monday("z1", "a1 a2").ids("z1", "a1 a2") == (z, a)


def test_those_who_joined_without_an_id_of_their_own_count_among_the_first(history):
    (z,) = first_ids(history, "z1 z2")
    history.monday("z1 z2 a1 a2 a3")
    assert history.monday("z1 z2", "a1 a2 a3").ids("a1 a2 a3") == (z,)


def test_erasing_the_record_that_named_the_customer_renames_nobody(history):
    (a,) = first_ids(history, "a1 b1 c1")
    edition = history.monday("b1 c1")
    assert edition.ids("b1 c1") == (a,)
    assert edition.events == ()
    assert history.monday("c1").ids("c1") == (a,)


def test_a_customer_whose_last_record_goes_is_erased_and_its_id_is_never_given_again(history):
    a, _ = first_ids(history, "a1 a2", "b1")
    edition = history.monday("b1")
    assert edition.events == (("erased", a, None, 2),)
    assert history.monday("b1", "a9").ids("a9") != (a,)


def test_a_record_that_comes_back_has_its_customer_s_id_back(history):
    a, _ = first_ids(history, "a1", "b1")
    history.monday("b1")
    back = history.monday("b1", "a1")
    assert back.ids("a1") == (a,)
    assert back.events == (("reclaimed", a, None, 1),)


def test_an_erased_customer_s_id_is_not_taken_by_one_that_merely_sits_beside_its_place(history):
    a, b = first_ids(history, "a1", "b1")
    history.monday("a1 b1")
    history.monday("b1")
    assert history.monday("b1").ids("b1") == (min(a, b),)


def test_a_correction_that_moves_a_record_to_another_customer_leaves_both_ids(history):
    a, b = first_ids(history, "a1 a2", "b1 b2 x")
    edition = history.monday("a1 a2 x", "b1 b2")
    assert edition.ids("a1 a2 x", "b1 b2") == (a, b)
    assert edition.events == (("moved", b, a, 1),)


@pytest.mark.parametrize("gone_over", ["a1", "a1 a2"])
def test_who_stays_behind_when_others_go_over_to_another_customer_keeps_the_id(history, gone_over):
    a, b = first_ids(history, f"{gone_over} z1", "b1 b2 b3")
    edition = history.monday(f"{gone_over} b1 b2 b3", "z1")
    assert edition.ids(f"{gone_over} b1 b2 b3", "z1") == (b, a)
    assert edition.events == (("moved", a, b, len(gone_over.split())),)
    assert history.monday(f"{gone_over} z1", "b1 b2 b3").ids(f"{gone_over} z1", "b1 b2 b3") == (a, b)


def test_of_two_who_stay_behind_one_keeps_the_id(history):
    a, b = first_ids(history, "a1 y1 z1", "b1 b2")
    edition = history.monday("a1 b1 b2", "y1", "z1")
    (new,) = edition.ids("z1")
    assert edition.ids("a1 b1 b2", "y1") == (b, a)
    assert edition.events == (("created", new, None, 1), ("moved", a, b, 1), ("split", a, new, 1))


def test_a_retired_id_is_not_given_while_records_at_hand_still_have_it(history):
    a, b = first_ids(history, "a1 a2 a3", "b1 b2")
    history.monday("a1 a2 a3 b1 b2")
    edition = history.monday("a1 a2", "b1", "a3 b2")
    ids = edition.ids("a1 a2", "b1", "a3 b2")
    assert (ids[0], len(set(ids))) == (a, 3)
    assert b in ids[1:]


def test_of_two_parts_that_may_have_a_retired_id_the_one_with_more_of_its_first_records_has_it(history):
    a, b = first_ids(history, "a1 a2 a3 a4", "b1 b2 b3")
    history.monday("a1 a2 a3 a4 b1 b2 b3")
    edition = history.monday("a1 a2 a3 a4", "b1", "b2 b3")
    assert edition.ids("a1 a2 a3 a4", "b2 b3") == (a, b)
    assert edition.kinds() == ["created", "reclaimed", "split", "split"]


def test_shuffled_rows_give_the_same_ids(history, golden_models):
    clusters = [f"r{n} s{n}" for n in range(20)]
    ids = history.monday(*clusters).customers
    mixed = [" ".join(reversed(cluster.split())) for cluster in clusters]
    random.Random(3).shuffle(mixed)
    assert History(golden_models).monday(*mixed).customers == ids


def test_the_moment_mended_and_run_again_keeps_what_was_given_and_adds_the_rest(history):
    a, b = first_ids(history, "a1", "b1")
    mended = history.run(["a1 b1", "c1"])
    assert mended.ids("a1 b1") == (min(a, b),)
    assert mended.kinds() == ["created", "merged"]
    parted = history.run(["a1", "b1", "c1"])
    assert parted.ids("a1", "b1") == (a, b)
    assert len(history.registry()) == 5
    entries = [row for row in history.registry() if row[1] not in mended.ids("c1")]
    assert sorted(row[2] for row in entries) == [1, 1, 2, 3]


def test_an_id_that_the_registry_knows_is_not_given_to_others_at_the_same_moment(history):
    (whole,) = first_ids(history, "a1 z1 z2")
    parted = history.run(["a1", "z1 z2"])
    assert parted.ids("z1 z2") == (whole,)
    (small,) = parted.ids("a1")
    assert small != whole, "a1 is the smallest record of both, at the same moment"


def test_a_past_monday_built_after_later_ones_changes_no_memory(history):
    history.monday("a1", "b1")
    now = history.moment
    history.monday("a1 b1")
    before = history.registry(), history.state_events()
    past = history.run(["a1", "b1", "c1"], at=now)
    assert (past.appended.entry_count, past.appended.event_count) == (0, 0)
    assert (history.registry(), history.state_events()) == before
    assert past.ids("a1") != past.ids("b1")
    earlier = history.run(["a1"], at=now - timedelta(days=70))
    assert earlier.appended.entry_count == 0


def test_what_later_runs_wrote_does_not_exist_for_a_past_monday(history):
    ids = history.monday("a1", "b1").ids("a1", "b1")
    then = history.moment
    history.monday("a1 b1")
    assert history.run(["a1", "b1"], at=then).ids("a1", "b1") == ids


@pytest.mark.parametrize("seed", range(5))
def test_random_histories_keep_every_promise(history, seed):
    """One id for each customer, none given twice, and no rename that the events do not tell."""
    chance = random.Random(seed)
    records = [f"r{number}" for number in range(14)]
    given: set[str] = set()
    before: dict[str, str] = {}
    for _ in range(8):
        clusters = drawn(chance, chance.sample(records, chance.randint(0, len(records))))
        edition = history.monday(*clusters)
        ids = edition.ids(*clusters)
        assert len(set(ids)) == len(ids)
        created = {customer for kind, customer, *_ in edition.events if kind == "created"}
        assert not created & given
        assert set(ids) <= given | created
        given |= created
        assert untold_moves(before, edition) == []
        again = history.run(clusters)
        assert (again.customers, again.events, again.appended.entry_count) == (edition.customers, (), 0)
        before = dict(edition.customers)


@pytest.mark.parametrize("seed", range(5))
def test_customers_that_were_merged_anyhow_have_their_first_ids_back_when_they_are_parted(history, seed):
    chance = random.Random(100 + seed)
    first = drawn(chance, [f"r{number}" for number in range(16)])
    ids = history.monday(*first).ids(*first)
    for _ in range(4):
        groups = drawn(chance, first)
        history.monday(*groups)
    assert history.monday(*first).ids(*first) == ids


def drawn(chance, parts):
    """The parts, each records or a whole cluster, thrown together into clusters at random."""
    clusters: dict[int, list[str]] = {}
    for part in parts:
        clusters.setdefault(chance.randint(0, max(len(parts) // 2, 1)), []).append(part)
    return [" ".join(cluster) for cluster in clusters.values()]


def untold_moves(before, edition):
    """The records that changed their customer without an event that tells it."""
    told = {(other, customer) for kind, customer, other, _ in edition.events if kind == "merged"}
    told |= {(customer, other) for kind, customer, other, _ in edition.events if kind in ("moved", "split")}
    moves = {record: (before[record], customer) for record, customer in edition.customers.items() if record in before}
    return [(record, move) for record, move in moves.items() if len(set(move)) == 2 and move not in told]
