"""What somebody who keeps every publication could find out about hidden cells. Pure functions over published rows.

Two attacks, which see what a partner sees and nothing else. The null space finds what the published totals fix exactly;
the linear programme finds how wide the interval of each hidden cell is when no cell is negative. A cell of a final week
is the same unknown in each publication; a cell of a provisional one may have changed and is another. A total is the sum
of each level below it (zones, families): levels of a group are attacked together, and a hidden total is unknown, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from scipy.linalg import null_space
from scipy.optimize import linprog

TOLERANCE = 1e-7
NARROW = 0.10
TOTAL = "total"
OPTIMAL, UNBOUNDED = 0, 3  # as scipy says


class Unknown(NamedTuple):
    """A hidden figure; publication is none where it is the same in all of them."""

    publication: str | None
    cell_key: str


@dataclass(frozen=True)
class PublishedCell:
    """A cell as a partner sees it: value is none where it is hidden."""

    publication: str
    group_key: str
    cell_key: str
    level: str  # total, or what sums to it
    value: Decimal | None
    is_final: bool = False


@dataclass(frozen=True)
class Finding:
    """A hidden figure that publications betray, with the interval that it must lie in."""

    unknown: Unknown
    lowest: float
    highest: float
    is_exact: bool


def attack(cells: Sequence[PublishedCell], *, rounding: float = 0.0, narrow: float = NARROW) -> tuple[Finding, ...]:
    """The hidden cells found exactly, or within `narrow` of the middle of their interval.

    rounding: half the unit that published values are rounded to; 0 where they are not. Raises ValueError where the
    publications contradict each other: then a cell taken as final was not.
    """
    findings: list[Finding] = []
    for equations, values, slacks, unknowns in _blocks(cells, rounding):
        exact = exactly_known(equations) if rounding == 0 else np.zeros(len(unknowns), dtype=bool)
        for place, unknown in enumerate(unknowns):
            lowest, highest = interval(equations, values, slacks, place)
            middle = (lowest + highest) / 2
            is_narrow = highest < float("inf") and highest - lowest <= 2 * narrow * middle + TOLERANCE
            if exact[place] or is_narrow:
                findings.append(Finding(unknown, lowest, highest, bool(exact[place])))
    return tuple(sorted(findings, key=lambda finding: (finding.unknown.cell_key, finding.unknown.publication or "")))


def exactly_known(equations: np.ndarray) -> np.ndarray:
    """Which unknowns the equations fix: those that no vector of the null space moves."""
    free = null_space(equations)
    return np.all(np.abs(free) < TOLERANCE, axis=1) if free.size else np.ones(equations.shape[1], dtype=bool)


def interval(equations: np.ndarray, values: np.ndarray, slacks: np.ndarray, place: int) -> tuple[float, float]:
    """The least and the most that an unknown can be. Raises ValueError where the equations have no solution."""
    bounds = []
    for sign in (1, -1):
        cost = np.zeros(equations.shape[1])
        cost[place] = sign
        # Presolve takes some problems without an upper bound for ones without a solution.
        for presolve in (True, False):
            result = linprog(
                cost,
                A_ub=np.vstack([equations, -equations]),
                b_ub=np.concatenate([values + slacks, slacks - values]) + TOLERANCE,
                bounds=(0, None),
                method="highs",
                options={"presolve": presolve},
            )
            if result.status in (OPTIMAL, UNBOUNDED):
                break
        if result.status == UNBOUNDED:  # nothing is known
            bounds.append(float("inf"))
        elif not result.success:
            raise ValueError("publications contradict each other")
        else:
            bounds.append(sign * float(result.fun))
    return bounds[0], bounds[1]


class _Equation(NamedTuple):
    """Hidden figures, each with its factor, and what they sum to, give or take the slack."""

    factors: Mapping[Unknown, int]
    value: float
    slack: float


def _blocks(
    cells: Sequence[PublishedCell], rounding: float
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray, list[Unknown]]]:
    """Equations that share unknowns; a cell that stands in no published sum is in none of them."""
    groups: dict[tuple[str, str], list[PublishedCell]] = {}
    for cell in cells:
        groups.setdefault((cell.publication, cell.group_key), []).append(cell)
    # What one publication shows of a final cell, all know.
    shown = {cell.cell_key: cell.value for cell in cells if cell.is_final and cell.value is not None}
    blocks = []
    for together in _connected([row for members in groups.values() for row in _equations(members, shown, rounding)]):
        unknowns = sorted({one for row in together for one in row.factors}, key=lambda one: (one.cell_key, str(one[0])))
        place = {unknown: number for number, unknown in enumerate(unknowns)}
        equations = np.zeros((len(together), len(unknowns)))
        for number, row in enumerate(together):
            for unknown, factor in row.factors.items():
                equations[number, place[unknown]] = factor
        values, slacks = np.array([row.value for row in together]), np.array([row.slack for row in together])
        blocks.append((equations, values, slacks, unknowns))
    return blocks


def _equations(
    members: Sequence[PublishedCell], shown: Mapping[str, Decimal | None], rounding: float
) -> list[_Equation]:
    """One equation for each level of a group: its cells less the total are nothing."""
    totals = [cell for cell in members if cell.level == TOTAL]
    levels = sorted({cell.level for cell in members} - {TOTAL})
    found = []
    for level in levels if totals else ():
        factors: dict[Unknown, int] = {}
        known, count = Decimal(0), 0
        for cell, sign in [(cell, 1) for cell in members if cell.level == level] + [(cell, -1) for cell in totals]:
            value = cell.value if cell.value is not None else shown.get(cell.cell_key)
            if value is None:
                factors[Unknown(None if cell.is_final else cell.publication, cell.cell_key)] = sign
            else:
                known, count = known + sign * value, count + 1
        if factors:
            found.append(_Equation(factors, float(-known), rounding * count))
    return found


def _connected(rows: Sequence[_Equation]) -> list[list[_Equation]]:
    """The equations in groups without a common unknown."""
    group_of: dict[Unknown, int] = {}
    groups: dict[int, list[_Equation]] = {}
    for number, row in enumerate(rows):
        joined = [row]
        for former in sorted({group_of[unknown] for unknown in row.factors if unknown in group_of}):
            joined = groups.pop(former) + joined
        groups[number] = joined
        group_of.update({unknown: number for one in joined for unknown in one.factors})
    return list(groups.values())
