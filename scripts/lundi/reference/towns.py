"""Condenses the communes of France with postal codes and population from npm `@etalab/decoupage-administratif`.

python -m lundi.reference.towns scripts/lundi/demo/retailer/reference
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from lundi.reference.archives import from_npm
from lundi.reference.names import write_parquet

PACKAGE = "@etalab/decoupage-administratif@6.0.0"
TYPES = {"commune-actuelle", "arrondissement-municipal"}
# Paris, Lyon and Marseille come arrondissement by arrondissement.
DIVIDED_COMMUNES = {"75056", "69123", "13055"}


def town_rows(communes: Iterable[dict]) -> list[dict]:
    """One row per commune and postal code; a commune's population is shared evenly among its postal codes."""
    rows = []
    for commune in communes:
        if commune["type"] not in TYPES or commune["code"] in DIVIDED_COMMUNES or not commune.get("population"):
            continue
        postal_codes = commune["codesPostaux"]
        for postal_code in postal_codes:
            rows.append(
                {
                    "commune_code": commune["code"],
                    "city": commune["nom"].split(" Arrondissement")[0].rsplit(" ", 1)[0]
                    if commune["type"] == "arrondissement-municipal"
                    else commune["nom"],
                    "postal_code": postal_code,
                    "district_code": commune.get("arrondissement") or commune["departement"],
                    "department_code": commune["departement"],
                    "region_code": commune.get("region") or commune["departement"],
                    "population": round(commune["population"] / len(postal_codes)),
                }
            )
    return sorted(rows, key=lambda row: (row["postal_code"], row["commune_code"]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes `towns.parquet` into the folder named by the one argument."""
    folders = list(sys.argv[1:] if arguments is None else arguments)
    if len(folders) != 1:
        print("usage: python -m lundi.reference.towns FOLDER", file=sys.stderr)
        return 2
    table = pa.Table.from_pylist(town_rows(from_npm(PACKAGE).json("data/communes.json")))
    write_parquet(table, Path(folders[0]) / "towns.parquet")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
