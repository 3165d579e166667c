"""French family names and first names, drawn as often as they are borne."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from lundi.demo.retailer.choices import systematic_places, texts

# A family name is drawn among those of at least so many births: below, lists hold spellings of one register.
FEWEST_BIRTHS = 20
# What turns a boy's name into the girl's name that is easily read for it.
FEMALE_ENDINGS = ("e", "le", "ne", "te")
LATIN_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})


@dataclass(frozen=True)
class WeightedNames:
    """Names with cumulated births."""

    names: np.ndarray
    cumulative: np.ndarray


@dataclass(frozen=True)
class NameBook:
    """The names of the reference files; first names by sex and decade of birth."""

    family: WeightedNames
    first: dict[tuple[str, int], WeightedNames]
    look_alikes: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]]  # boys, girls, cumulated births by decade

    def draw_family(self, draw: np.random.Generator, bearers: np.ndarray) -> np.ndarray:
        """A family name for each unit; units of as many bearers share names evenly, so that shares hold in people."""
        drawn = np.empty(len(bearers), dtype=object)
        for count in np.unique(bearers):
            places = np.flatnonzero(bearers == count)
            drawn[places] = self.family.names[systematic_places(draw, self.family.cumulative, len(places))]
        return drawn

    def draw_first(self, draw: np.random.Generator, gender: np.ndarray, birth_year: np.ndarray) -> np.ndarray:
        """A first name for each person, by sex and decade of birth."""
        drawn = np.empty(len(gender), dtype=object)
        decades = decade_of(birth_year)
        for (sex, decade), names in self.first.items():
            places = np.flatnonzero((gender == sex) & (decades == decade))
            drawn[places] = names.names[systematic_places(draw, names.cumulative, len(places))]
        return drawn

    def draw_look_alikes(self, draw: np.random.Generator, birth_year: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A boy's name and the girl's name that looks like it (Louis, Louise), for each pair of twins."""
        boys = np.empty(len(birth_year), dtype=object)
        girls = np.empty(len(birth_year), dtype=object)
        decades = decade_of(birth_year)
        for decade, (male, female, cumulative) in self.look_alikes.items():
            places = np.flatnonzero(decades == decade)
            chosen = systematic_places(draw, cumulative, len(places))
            boys[places], girls[places] = male[chosen], female[chosen]
        return boys, girls


def decade_of(birth_year: np.ndarray) -> np.ndarray:
    """The decade of the reference file (1921, 1931, …) that holds a year of birth."""
    return np.clip((birth_year - 1) // 10 * 10 + 1, 1921, 2011)


@cache
def load_names() -> NameBook:
    """The names from the package's reference files."""
    family = _read("family_names.parquet")
    family = family.filter(pa.compute.greater_equal(family["births"], FEWEST_BIRTHS))
    family = family.sort_by([("births", "descending"), ("name", "ascending")])
    table = _read("first_names.parquet")
    sexes = table["gender"].to_numpy(zero_copy_only=False)
    decades = table["decade"].to_numpy()
    names = table["name"].to_numpy(zero_copy_only=False)
    births = table["births"].to_numpy()
    first = {}
    for sex in ("F", "M"):
        for decade in np.unique(decades):
            rows = (sexes == sex) & (decades == decade)
            first[sex, int(decade)] = WeightedNames(names[rows], np.cumsum(births[rows]))
    return NameBook(
        family=WeightedNames(
            family["name"].to_numpy(zero_copy_only=False).astype(object), np.cumsum(family["births"].to_numpy())
        ),
        first=first,
        look_alikes={decade: _look_alikes(first, decade) for sex, decade in first if sex == "M"},
    )


def _look_alikes(first: dict[tuple[str, int], WeightedNames], decade: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    boys, girls = first["M", decade], first["F", decade]
    by_plain_name = {plain(name): name for name in reversed(girls.names)}
    girl_births = dict(zip(girls.names, np.diff(girls.cumulative, prepend=0), strict=True))
    births = np.diff(boys.cumulative, prepend=0)
    # As frequent as the rarer of the two names.
    pairs = [
        (boy, girl, min(count, girl_births[girl]))
        for boy, count in zip(boys.names, births, strict=True)
        for ending in FEMALE_ENDINGS
        if (girl := by_plain_name.get(plain(boy) + ending)) is not None
    ]
    male, female, weights = zip(*pairs, strict=True)
    return texts(male), texts(female), np.cumsum(weights)


def without_accents(text: str) -> str:
    """The text in plain Latin letters, case kept."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFD", text.translate(LATIN_LIGATURES)).encode("ascii", "ignore").decode()


def plain(text: str) -> str:
    """Lower case, no accents: what two spellings of one name have in common."""
    return without_accents(text).lower()


def mapped(values: np.ndarray, function: Callable[[str], str | None]) -> np.ndarray:
    """The function of each text, computed once for each distinct one; null stays null."""
    results: dict[str | None, str | None] = {None: None}
    for value in values:
        if value not in results:
            results[value] = function(value)
    return texts([results[value] for value in values])


def _read(name: str) -> pa.Table:
    with (files("lundi.demo.retailer") / "reference" / name).open("rb") as file:
        return pq.read_table(file)
