"""The attack finds what tables betray, and nothing on a right one."""

from decimal import Decimal

import pytest

from lundi.share.attack import PublishedCell, attack


def published(
    name: str, group: str, total: int | None, cells: dict[str, int | None], *, is_final: bool = False
) -> list:
    """A group as a partner sees it."""
    rows = [("(all)", total), *cells.items()]
    return [
        PublishedCell(
            name,
            group,
            f"{group}|{key}",
            "total" if key == "(all)" else "zone",
            None if value is None else Decimal(value),
            is_final,
        )
        for key, value in rows
    ]


def test_three_cells_alone_in_their_groups_are_recomputed() -> None:
    """Each margin betrays the one cell that it hides."""
    cells = [
        cell
        for group, hidden in (("a", 4), ("b", 7), ("c", 9))
        for cell in published("w1", group, 100 + hidden, {"x": None, "y": 60, "z": 40})
    ]
    found = attack(cells)
    assert [finding.unknown.cell_key for finding in found] == ["a|x", "b|x", "c|x"]
    assert [round(finding.lowest) for finding in found] == [4, 7, 9]
    assert all(finding.is_exact for finding in found)


def test_a_cell_of_zero_rest_is_found_without_being_fixed_by_the_equations() -> None:
    """Two cells that sum to nothing are both nothing, since none is negative."""
    found = attack(published("w1", "a", 50, {"x": None, "y": None, "z": 50}))
    assert [finding.unknown.cell_key for finding in found] == ["a|x", "a|y"]
    assert not any(finding.is_exact for finding in found)


def test_rounding_does_not_hide_what_lies_within_ten_percent() -> None:
    """Rounded to tens, a rest of 200 says 185 to 215: narrow; a rest of 100 says 85 to 115: not."""
    narrow = published("w1", "a", 300, {"x": None, "y": 60, "z": 40})
    wide = published("w1", "b", 200, {"x": None, "y": 60, "z": 40})
    found = attack([*narrow, *wide], rounding=5)
    assert [(finding.unknown.cell_key, finding.is_exact) for finding in found] == [("a|x", False)]


def test_two_publications_betray_what_each_alone_does_not() -> None:
    """The second shows one of the two cells that the first hid."""
    first = published("w1", "a", 100, {"x": None, "y": None, "z": 50}, is_final=True)
    second = published("w2", "a", 100, {"x": None, "y": 30, "z": None}, is_final=True)
    assert attack(first) == ()
    assert attack(second) == ()
    found = attack([*first, *second])
    assert [(finding.unknown.cell_key, round(finding.lowest)) for finding in found] == [("a|x", 20)]


def with_families(cells: list, families: dict[str, int | None]) -> list:
    """The same group with a second level below its total."""
    group = cells[0].group_key
    return cells + [
        PublishedCell("w1", group, f"{group}|{key}", "family", None if value is None else Decimal(value))
        for key, value in families.items()
    ]


def test_a_second_level_that_is_told_betrays_a_hidden_total_and_its_lonely_zone() -> None:
    """Families sum to the total that zones need hidden."""
    zones = published("w1", "a", None, {"x": None, "y": 60, "z": 30})
    assert attack(zones) == ()
    found = attack(with_families(zones, {"f": 70, "g": 30}))
    assert [(finding.unknown.cell_key, round(finding.lowest)) for finding in found] == [("a|(all)", 100), ("a|x", 10)]
    assert attack(with_families(zones, {"f": None, "g": None})) == ()


def test_two_levels_with_one_total_are_two_equations() -> None:
    """Each hides two of its own."""
    zones = published("w1", "a", 100, {"x": None, "y": None, "z": 30})
    assert attack(with_families(zones, {"f": None, "g": None})) == ()
    assert [finding.unknown.cell_key for finding in attack(with_families(zones, {"f": None, "g": 60}))] == ["a|f"]


def test_a_hidden_total_of_told_cells_is_found() -> None:
    """What sums to it is all there."""
    found = attack(published("w1", "a", None, {"x": 40, "y": 60}))
    assert [(finding.unknown.cell_key, finding.is_exact) for finding in found] == [("a|(all)", True)]


@pytest.mark.parametrize("total", [100, None])
def test_nothing_is_found_in_a_right_table(total: int | None) -> None:
    """Two hidden cells, or one without a total."""
    hidden = {"x": None, "y": None, "z": 50} if total else {"x": None, "y": 30, "z": 50}
    assert attack(published("w1", "a", total, hidden)) == ()
