"""Remakes the demo's list of towns that have a store, from the npm package @etalab/decoupage-administratif.

python -m lundi.reference.store_towns scripts/lundi/demo/retailer/reference
"""

import csv
import sys
from pathlib import Path

from lundi.reference.archives import from_npm
from lundi.reference.towns import PACKAGE

TOWN_COUNT = 500

# The first towns carry the demo's planted events (retailer/stores.py), the next ones spread over the regions.
FIRST_TOWNS = [
    "Nantes",
    "Strasbourg",
    "Laval",
    "Angers",
    "Grenoble",
    "Lyon",
    "Bordeaux",
    "Vannes",
    "Gennevilliers",
    "Lille",
    "Toulouse",
    "Montpellier",
    "Rennes",
    "Reims",
    "Metz",
    "Nancy",
    "Caen",
    "Rouen",
    "Tours",
    "Orléans",
    "Dijon",
    "Clermont-Ferrand",
    "Limoges",
    "Poitiers",
    "Brest",
    "Quimper",
    "Lorient",
    "Saint-Brieuc",
    "Cholet",
    "Niort",
    "Pau",
    "Bayonne",
    "Perpignan",
    "Nîmes",
    "Avignon",
    "Aix-en-Provence",
    "Toulon",
    "Nice",
    "Annecy",
    "Valence",
    "Saint-Étienne",
    "Mulhouse",
    "Colmar",
    "Troyes",
    "Amiens",
    "Arras",
    "Dunkerque",
    "Valenciennes",
    "Beauvais",
    "Évreux",
    "Chartres",
    "Bourges",
    "Besançon",
    "Belfort",
    "Mâcon",
    "Albi",
    "Tarbes",
    "Ajaccio",
    "Versailles",
    "Créteil",
]


def store_towns(communes: list[dict], regions: dict[str, str]) -> list[dict[str, str]]:
    """The towns in the order in which stores take them: the chosen ones, then by falling population.

    Overseas towns are left out; `regions` gives the name of each code. Raises KeyError where a chosen town is missing.
    """
    towns = [c for c in communes if c["type"] == "commune-actuelle" and c["zone"] == "metro" and c.get("codesPostaux")]
    towns.sort(key=lambda c: (-c.get("population", 0), c["code"]))
    largest = {}
    for town in towns:
        largest.setdefault(town["nom"], town)
    chosen = [largest[name] for name in FIRST_TOWNS]
    codes = {town["code"] for town in chosen}
    ordered = chosen + [town for town in towns if town["code"] not in codes]
    return [
        {
            "city": town["nom"],
            "postal_code": min(town["codesPostaux"]),
            "department_code": town["departement"],
            "region_code": town["region"],
            "region_name": regions[town["region"]],
        }
        for town in ordered[:TOWN_COUNT]
    ]


def main() -> None:
    """Writes store_towns.csv into the folder given as the only argument."""
    archive = from_npm(PACKAGE)
    regions = {region["code"]: region["nom"] for region in archive.json("data/regions.json")}
    towns = store_towns(archive.json("data/communes.json"), regions)
    with (Path(sys.argv[1]) / "store_towns.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, towns[0].keys(), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(towns)


if __name__ == "__main__":
    main()
