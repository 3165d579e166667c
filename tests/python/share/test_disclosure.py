"""The models' own disclosure control, attacked: made groups of many shapes, over several publications."""

import random
from decimal import Decimal

import pytest

from lundi.share.attack import attack
from share_models import Shares


def made_group(draw, group):
    """A total with its zones and its families, as rows; small cells are confidential, some large ones, too."""

    def split(total, count):
        cuts = sorted(draw.choice((0, 1, total // 50, draw.randint(0, total))) for _ in range(count - 1))
        return [upper - lower for lower, upper in zip([0, *cuts], [*cuts, total], strict=True)]

    total = draw.randint(20, 4000)
    rows = [(group, f"{group}|(all)", "total", total, total, False)]
    for level, count in (("zone", draw.randint(1, 5)), ("family", draw.randint(1, 4))):
        amounts = split(total, count)
        rows += [
            (group, f"{group}|{level} {number}", level, amount, amount, amount < 12 or draw.random() < 0.1)
            for number, amount in enumerate(amounts)
        ]
    if any(row[2] != "total" for row in rows) and all(row[5] for row in rows if row[2] == "zone"):
        rows[0] = (*rows[0][:5], True)
    return [(*row[:3], Decimal(row[3]), Decimal(row[4]), row[5]) for row in rows]


@pytest.mark.parametrize("seed", range(6))
def test_nothing_hidden_is_found_in_one_publication(seed):
    draw = random.Random(seed)
    shares = Shares()
    cells = [row for number in range(30) for row in made_group(draw, f"G{number}")]
    for measure in shares.publish(cells):
        assert attack(measure) == ()


@pytest.mark.parametrize("seed", range(5))
def test_nothing_hidden_is_found_over_four_publications_of_final_weeks(seed):
    """Every Monday other cells fall under a rule, of the same amounts: what was told or hidden before counts."""
    draw = random.Random(100 + seed)
    shares = Shares()
    groups = [row for number in range(12) for row in made_group(draw, f"G{number}")]
    keys = frozenset(row[1] for row in groups)
    seen = [[], []]
    hidden_at_first = set()
    for publication in range(4):
        cells = [(*row[:5], row[5] or (publication > 0 and draw.random() < 0.03)) for row in groups]
        told = shares.publish(cells, str(publication), keys)
        for measure, found in zip(seen, told, strict=True):
            measure += found
        if publication == 0:
            hidden_at_first = {cell.cell_key for cell in told[0] if cell.value is None}
    # What only becomes confidential after it was told is no secret any more; what was hidden stays one.
    betrayed = {finding.unknown.cell_key for measure in seen for finding in attack(measure)}
    assert hidden_at_first
    assert not betrayed & hidden_at_first


def test_two_measures_protect_each_other_s_cells():
    """Enough euros and too few items: the next zone goes, too."""
    zones = {"a": (5, 1), "b": (6, 60), "c": (10, 62), "d": (900, 700)}
    rows = [("G", "G|(all)", "total", Decimal(921), Decimal(823), False)]
    rows += [("G", f"G|{key}", "zone", Decimal(x), Decimal(y), key == "a") for key, (x, y) in zones.items()]
    for measure in Shares().publish(rows):
        assert {cell.cell_key for cell in measure if cell.value is None} == {"G|a", "G|b", "G|c"}
        assert attack(measure) == ()


def test_cells_of_nothing_do_not_hide_each_other():
    zones = {"a": (0, True), "b": (0, True), "c": (60, False), "d": (70, False), "e": (500, False)}
    rows = [("G", "G|(all)", "total", Decimal(630), Decimal(630), False)]
    rows += [("G", f"G|{key}", "zone", Decimal(x), Decimal(x), hidden) for key, (x, hidden) in zones.items()]
    for measure in Shares().publish(rows):
        assert {cell.cell_key for cell in measure if cell.value is None} == {"G|a", "G|b", "G|c", "G|d"}
        assert attack(measure) == ()


def test_a_family_alone_in_its_aisle_hides_all_of_it_where_it_is_confidential():
    rows = [
        ("G", "G|(all)", "total", Decimal(100), Decimal(100), False),
        ("G", "G|x", "zone", Decimal(40), Decimal(40), False),
        ("G", "G|y", "zone", Decimal(60), Decimal(60), False),
        ("G", "G|f", "family", Decimal(100), Decimal(100), True),
    ]
    euros, _ = Shares().publish(rows)
    assert all(cell.value is None for cell in euros)
    assert all(cell.value is not None for cell in Shares().publish([(*row[:5], False) for row in rows])[0])
