"""What somebody who keeps every publication could find out about hidden cells. Pure functions over published rows.

Two attacks, which see what a partner sees and nothing else. The null space finds what the published totals fix exactly;
the linear programme finds how wide the interval of each hidden cell is when no cell is negative. A cell of a final week
is the same unknown in each publication; a cell of a provisional one may have changed and is another.
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
    is_total: bool
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
            is_narrow = highest - lowest <= 2 * narrow * middle + TOLERANCE
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
        result = linprog(
            cost,
            A_ub=np.vstack([equations, -equations]),
            b_ub=np.concatenate([values + slacks, slacks - values]) + TOLERANCE,
            bounds=(0, None),
            method="highs",
        )
        if result.status == 3:  # unbounded: nothing is known
            bounds.append(float("inf"))
        elif not result.success:
            raise ValueError("publications contradict each other")
        else:
            bounds.append(sign * float(result.fun))
    return bounds[0], bounds[1]


def _blocks(
    cells: Sequence[PublishedCell], rounding: float
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray, list[Unknown]]]:
    """Equations of groups that share unknowns; a cell that stands in no published total is in none of them."""
    groups: dict[tuple[str, str], list[PublishedCell]] = {}
    for cell in cells:
        groups.setdefault((cell.publication, cell.group_key), []).append(cell)
    # What one publication shows of a final cell, all know.
    shown = {cell.cell_key: cell.value for cell in cells if cell.is_final and cell.value is not None}
    rows: list[tuple[set[Unknown], float, float]] = []
    for members in groups.values():
        rows += _rows(members, shown, rounding)
    blocks = []
    for together in _connected(rows):
        unknowns = sorted(set().union(*(row[0] for row in together)), key=lambda one: (one.cell_key, str(one[0])))
        place = {unknown: number for number, unknown in enumerate(unknowns)}
        equations = np.zeros((len(together), len(unknowns)))
        for number, (members, _, _) in enumerate(together):
            equations[number, [place[unknown] for unknown in members]] = 1
        blocks.append(
            (equations, np.array([row[1] for row in together]), np.array([row[2] for row in together]), unknowns)
        )
    return blocks


def _rows(
    members: Sequence[PublishedCell], shown: Mapping[str, Decimal | None], rounding: float
) -> list[tuple[set[Unknown], float, float]]:
    known, unknowns, count = Decimal(0), set(), 1
    total = None
    for cell in members:
        value = cell.value if cell.value is not None else shown.get(cell.cell_key)
        if cell.is_total:
            total = value
        elif value is None:
            unknowns.add(Unknown(None if cell.is_final else cell.publication, cell.cell_key))
        else:
            known, count = known + value, count + 1
    return [(unknowns, float(total - known), rounding * count)] if total is not None and unknowns else []


def _connected(rows: Sequence[tuple[set[Unknown], float, float]]) -> list[list[tuple[set[Unknown], float, float]]]:
    found: list[tuple[set[Unknown], list[tuple[set[Unknown], float, float]]]] = []
    for row in rows:
        together, unknowns = [row], set(row[0])
        apart = []
        for others, members in found:
            if others & unknowns:
                unknowns |= others
                together = members + together
            else:
                apart.append((others, members))
        found = [*apart, (unknowns, together)]
    return [members for _, members in found]
