"""What applications do to a value: the till desk's capitals, typing faults, placeholders, short forms.

Capitals, accents and the way a telephone number is spaced are an application's manner, not a fault. A fault changes
what is meant; each faulty record has one or two, the same in all its versions.
"""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from lundi.demo.retailer.choices import exact_share, texts
from lundi.demo.retailer.names import mapped, plain

FAULT_SHARE = 0.25
SECOND_FAULT_SHARE = 0.15
FAULT_WEIGHTS_OF_SYSTEMS = (1.25, 0.8, 0.85, 0.8)

# How often each fault is met where it can happen, by application: loyalty, ecommerce, drive, app. Few names are double.
FAULTS: dict[str, tuple[float, float, float, float]] = {
    "first_name_typo": (10, 6, 7, 8),
    "last_name_typo": (14, 6, 8, 8),
    "names_swapped": (4, 8, 6, 3),
    "first_name_shortened": (60, 30, 30, 40),
    "diminutive": (2, 6, 5, 9),
    "last_name_shortened": (30, 15, 15, 15),
    "name_placeholder": (3, 1.5, 2, 1),
    "birth_date_placeholder": (9, 3, 4, 4),
    "birth_date_swapped": (5, 8, 5, 5),
    "birth_date_typo": (8, 3, 3, 3),
    "phone_placeholder": (7, 4, 4, 3),
    "phone_transposed": (7, 5, 6, 3),
    "phone_digit": (6, 4, 5, 3),
    "email_placeholder": (8, 0, 0, 0),
    "email_typo": (9, 12, 10, 10),
    "postal_code_typo": (5, 5, 2, 1),
}
PLACEHOLDER_MAILS = ("noemail@noemail.com", "pasdemail@pasdemail.fr", "aucun@aucun.fr", "client@magasin.fr",
                     "inconnu@inconnu.fr", "test@test.fr", "xxx@xxx.fr", "sansmail@courriel.example")  # fmt: skip
PLACEHOLDER_PHONES = ("0600000000", "0000000000", "0612345678", "0606060606", "0102030405", "0699999999")
PLACEHOLDER_NAMES = (("TEST", "TEST"), ("INCONNU", "INCONNU"), ("CLIENT", "CLIENT"), ("XXX", "XXX"), ("X", "X"),
                     ("ANONYME", "CLIENT"), ("Test", "Test"))  # fmt: skip
PLACEHOLDER_DATES = ("1900-01-01", "1900-01-01", "1900-01-01", "1970-01-01", "1901-01-01")
MISTYPED_DOMAINS = {
    "courriel.example": "couriel.example",
    "messagerie.example": "mesagerie.example",
    "boite.example": "boite.exemple",
    "libre.example": "livre.example",
    "salut.example": "saltu.example",
    "ancien.example": "ancein.example",
    "messagerie-plus.example": "messagerie-plus.exampel",
    "lettre.example": "letre.example",
}
NEIGHBOURS = {"a": "zq", "b": "vn", "c": "xv", "d": "sf", "e": "rz", "f": "dg", "g": "fh", "h": "gj", "i": "uo",
              "j": "hk", "k": "jl", "l": "km", "m": "lp", "n": "bh", "o": "ip", "p": "om", "q": "sa", "r": "et",
              "s": "qd", "t": "ry", "u": "yi", "v": "cb", "w": "xc", "x": "wc", "y": "tu", "z": "ae"}  # fmt: skip
SHORTENED_SEPARATORS = ("-", " ")


@dataclass(frozen=True)
class FaultPlan:
    """Which records have which faults; `dice` are three numbers of 0 to 1 per record, the same in all versions."""

    has: Mapping[str, np.ndarray]  # fault code: mask over records
    dice: np.ndarray


def plan_faults(draw: np.random.Generator, system: np.ndarray, applicable: Mapping[str, np.ndarray]) -> FaultPlan:
    """Draws the faulty records and their faults among those that can happen to each (`applicable`)."""
    codes = list(FAULTS)
    weights = np.array([FAULTS[code] for code in codes])[:, system].T
    weights = weights * np.column_stack([applicable[code] for code in codes])
    faulty = exact_share(draw, np.array(FAULT_WEIGHTS_OF_SYSTEMS)[system] * weights.any(axis=1), FAULT_SHARE)
    with np.errstate(divide="ignore"):
        score = np.log(weights) + draw.gumbel(size=weights.shape)
    order = np.argsort(-score, axis=1, kind="stable")
    has = np.zeros(weights.shape, dtype=bool)
    rows = np.arange(len(system))
    has[rows, order[:, 0]] = faulty
    second = faulty & (draw.random(len(system)) < SECOND_FAULT_SHARE) & (weights[rows, order[:, 1]] > 0)
    has[rows[second], order[second, 1]] = True
    return FaultPlan({code: has[:, at] for at, code in enumerate(codes)}, draw.random((len(system), 3)))


def applicable_faults(
    first_name: np.ndarray,
    last_name: np.ndarray,
    has_birth_date: np.ndarray,
    birth_date: np.ndarray,
    mail: np.ndarray,
    phone: np.ndarray,
    postal_code: np.ndarray,
) -> dict[str, np.ndarray]:
    """For each fault the records to which it can happen; a null value cannot be mistyped."""
    has_mail, has_phone, has_code = (np.not_equal(values, None) for values in (mail, phone, postal_code))
    has_first, has_last = np.not_equal(first_name, None), np.not_equal(last_name, None)
    month = birth_date.astype("datetime64[M]")
    day = (birth_date - month.astype("datetime64[D]")).astype(np.int64) + 1
    month_number = month.astype(np.int64) % 12 + 1
    nicknames = load_diminutives()
    has_nickname = mapped(first_name, lambda name: name if plain(name) in nicknames else None)
    long_enough = np.array([name is not None and len(name) >= 3 for name in last_name])
    return {
        "first_name_typo": has_first,
        "last_name_typo": has_last & long_enough,
        "names_swapped": has_first & has_last & (first_name != last_name),
        "first_name_shortened": np.array([name is not None and "-" in name for name in first_name]),
        "diminutive": np.not_equal(has_nickname, None),
        "last_name_shortened": np.array([name is not None and _is_double(name) for name in last_name]),
        "name_placeholder": has_first & has_last,
        "birth_date_placeholder": has_birth_date,
        "birth_date_swapped": has_birth_date & (day <= 12) & (day != month_number),
        "birth_date_typo": has_birth_date,
        "phone_placeholder": has_phone,
        "phone_transposed": has_phone,
        "phone_digit": has_phone,
        "email_placeholder": np.ones(len(first_name), dtype=bool),
        "email_typo": has_mail,
        "postal_code_typo": has_code,
    }


def _is_double(name: str) -> bool:
    return any(separator in name for separator in SHORTENED_SEPARATORS)


@cache
def load_diminutives() -> dict[str, str]:
    """The short form of a first name, by the name without accents in lower case."""
    source = files("lundi.demo.retailer") / "reference" / "diminutives.csv"
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines(), delimiter=";")
    return {plain(row["first_name"]): row["diminutive"] for row in rows}


def applied(values: np.ndarray, mask: np.ndarray, dice: np.ndarray, change: Callable[..., object]) -> np.ndarray:
    """The values with `change(value, die, die, die)` where the mask holds; null stays null."""
    changed = values.copy()
    for at in np.flatnonzero(mask):
        if values[at] is not None:
            changed[at] = change(values[at], *dice[at])
    return changed


def mistyped(text: str, where: float, how: float, which: float) -> str:
    """The text with one letter left out, doubled, exchanged with the next, or hit beside."""
    at = 1 + int(where * max(len(text) - 1, 1)) if len(text) > 1 else 0
    at = min(at, len(text) - 1)
    if how < 0.3 and len(text) > 3:
        return text[:at] + text[at + 1 :]
    if how < 0.5:
        return text[:at] + text[at] + text[at:]
    if how < 0.75 and at + 1 < len(text) and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    near = NEIGHBOURS.get(plain(text[at]), "e")
    letter = near[int(which * len(near))]
    return text[:at] + (letter.upper() if text[at].isupper() else letter) + text[at + 1 :]


def shortened_first_name(name: str, where: float, how: float, which: float) -> str:
    """Jean-Pierre as Jean, J-P or JP."""
    parts = name.split("-")
    if how < 0.6:
        return parts[0]
    initials = [part[:1] for part in parts]
    return ("-" if how < 0.8 else "").join(initials)


def shortened_last_name(name: str, where: float, how: float, which: float) -> str:
    """Le Goff as Legoff, Da Silva as Silva, Martin-Dupont as Martin or Dupont."""
    if "-" in name:
        return name.split("-")[0 if how < 0.6 else -1]
    parts = name.split(" ")
    return parts[-1] if how < 0.5 else parts[0] + "".join(part.lower() for part in parts[1:])


def diminutive(name: str, where: float, how: float, which: float) -> str:
    """The short form of a first name, the name itself where none is known."""
    return load_diminutives().get(plain(name), name)


def transposed_phone(phone: str, where: float, how: float, which: float) -> str:
    """Two neighbouring digits exchanged (two different ones where there are any)."""
    places = [at for at in range(2, len(phone) - 1) if phone[at] != phone[at + 1]]
    if not places:
        return phone[:-1] + str((int(phone[-1]) + 1) % 10)
    at = places[int(where * len(places))]
    return phone[:at] + phone[at + 1] + phone[at] + phone[at + 2 :]


def wrong_digit(number: str, where: float, how: float, which: float) -> str:
    """One digit of the last part replaced by another; a letter (Corsican codes) stays."""
    at = 2 + int(where * (len(number) - 2))
    if not number[at].isdigit():
        return number
    return number[:at] + str((int(number[at]) + 1 + int(which * 8)) % 10) + number[at + 1 :]


def mistyped_mail(mail: str, where: float, how: float, which: float) -> str:
    """A fault in the domain, or in what stands before it."""
    local, domain = mail.split("@")
    if how < 0.45 and domain in MISTYPED_DOMAINS:
        return f"{local}@{MISTYPED_DOMAINS[domain]}"
    return f"{mistyped(local, where, which, how)}@{domain}"


def swapped_date(day: np.datetime64, where: float, how: float, which: float) -> np.datetime64:
    """Day and month exchanged; the caller asks only where that gives another date."""
    year, month, number = str(day).split("-")
    return np.datetime64(f"{year}-{number}-{month}")


def mistyped_date(day: np.datetime64, where: float, how: float, which: float) -> np.datetime64:
    """A date off by a day or two, a month, a year or ten."""
    year, month, number = (int(part) for part in str(day).split("-"))
    number = min(number, 28)
    if how < 0.35:
        number = number - 1 if number > 1 and which < 0.5 else number % 28 + 1
    elif how < 0.55:
        month = month % 12 + 1
    elif how < 0.8:
        year += -1 if which < 0.5 else 1
    else:
        year += -10
    return np.datetime64(f"{year:04d}-{month:02d}-{number:02d}")


def one_of(choices: tuple, die: np.ndarray) -> np.ndarray:
    """A choice for each die."""
    return texts(choices)[(die * len(choices)).astype(np.int64)]
