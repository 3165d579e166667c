"""Condenses the communes of France to one row per postal code: its largest commune, and how many people live there.

python -m lundi.reference.postal_codes scripts/lundi/demo/retailer/reference/towns.parquet seeds/reference

The communes come from `lundi.reference.towns`; 6,309 rows load in a moment, all 35,486 would not.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow.parquet as pq

COLUMNS = (
    "postal_code", "commune_code", "commune_name", "commune_population", "commune_count", "population",
    "department_code", "region_code",
)  # fmt: skip


def postal_code_rows(towns: Iterable[dict]) -> list[dict]:
    """One row per postal code. A commune with several codes counts whole as commune, and by its share as population."""
    by_code: dict[str, list[dict]] = defaultdict(list)
    whole: dict[str, int] = defaultdict(int)
    for town in towns:
        by_code[town["postal_code"]].append(town)
        whole[town["commune_code"]] += town["population"]
    rows = []
    for postal_code, members in sorted(by_code.items()):
        largest = max(members, key=lambda town: (town["population"], town["commune_code"]))
        rows.append(
            {
                "postal_code": postal_code,
                "commune_code": largest["commune_code"],
                "commune_name": largest["city"],
                "commune_population": whole[largest["commune_code"]],
                "commune_count": len(members),
                "population": sum(town["population"] for town in members),
                "department_code": largest["department_code"],
                "region_code": largest["region_code"],
            }
        )
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes `postal_codes.csv` into the folder named second, from the towns named first."""
    paths = list(sys.argv[1:] if arguments is None else arguments)
    if len(paths) != 2:
        print("usage: python -m lundi.reference.postal_codes TOWNS_PARQUET FOLDER", file=sys.stderr)
        return 2
    rows = postal_code_rows(pq.read_table(paths[0]).to_pylist())
    with (Path(paths[1]) / "postal_codes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
