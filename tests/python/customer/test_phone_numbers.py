"""Our telephone SQL against Google's own rules (package phonenumbers), over thousands of made numbers.

Where we differ, we do so on purpose, by the rules of `difference`; anything else is a fault.
"""

import random
from collections import Counter
from collections.abc import Iterator

import duckdb
import phonenumbers
import pytest
from phonenumbers import NumberParseException, PhoneNumberFormat

from macro_sql import macros

OVERSEAS = {"590": ("590", "690", "691"), "594": ("594", "694"), "596": ("596", "696", "697")} | {
    "262": ("262", "263", "269", "639", "692", "693")
}
FOREIGN_FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966)
GARBAGE = (
    *("", " ", "+", "00", "0", "123", "112", "3615", "n.c.", "inconnu", "06", "06 12 34 56", "06 12 34 56 7", "(0)"),
    *("061234567890", "6123456789", "06 12 34 56 78 ou 07 12 34 56 78", "06 12 34 56 78 poste 3", "a@b.fr"),
    *("0612345678x", "06+12345678", "++33612345678", "+33", "0033", "+0612345678", "000612345678", "0012345"),
    *("+1234567", "+1234567890123456", "٠٦١٢٣٤٥٦٧٨", "0000000000"),
)
WRITTEN = (
    *("06 12 34 56 78", "612345678", "33612345678", "330612345678", "+33 (0)6 12 34 56 78", "(0)6 12 34 56 78"),
    *("0690 12 34 56", "+33 690 12 34 56", "+590 690 12 34 56", "+590 0690 12 34 56", "0639 12 34 56"),
    *("0638 12 34 56", "+687 25 12 34", "+44 (0)20 7946 0000", "00 352 621 123 456", "0012345678"),
    *("+49 (0)30 901820", "+32 (0)2 555 12 12", "0041 (0)44 668 18 00", "+31 (0)20 555 5555"),
)
SIGNS = "0123456789+ .,-/()_\u00a0"
SHORTEST = len("+12345678")
RULE_COUNT = 4


@pytest.fixture(scope="module")
def normalised() -> dict[str, str | None]:
    """Each made number and what our SQL makes of it."""
    given = list(dict.fromkeys(_made_numbers(random.Random(21))))
    sql = macros()
    with duckdb.connect() as connection:
        connection.execute("create table numbers (given varchar)")
        connection.execute("insert into numbers select unnest(?::varchar[])", [given])
        found = connection.execute(
            f"select given, {sql.phone_e164('digits', 'international', 'french')} from "
            f"(select *, {sql.phone_french_digits('digits', 'international')} as french from "
            f"(select *, {sql.phone_international('digits')} as international from "
            f"(select given, {sql.phone_digits('given')} as digits from numbers)))"
        ).fetchall()
    return dict(found)


def _made_numbers(draw: random.Random) -> Iterator[str]:
    """French, overseas and foreign numbers as people write them, and what is none."""
    for _ in range(3_000):
        yield _written(draw, str(draw.randint(1, 9)) + _digits(draw, 8), "33")
    for code, openings in OVERSEAS.items():
        for opening in openings:
            for _ in range(60):
                yield _written(draw, opening + _digits(draw, 6), draw.choice([code, "33"]))
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
            if number := phonenumbers.example_number_for_type(region, kind):
                for form in FOREIGN_FORMATS:
                    written = phonenumbers.format_number(number, form).removeprefix("tel:")
                    yield written
                    yield "00" + written.removeprefix("+")
    yield from WRITTEN
    yield from GARBAGE


def _digits(draw: random.Random, count: int) -> str:
    return "".join(str(draw.randint(0, 9)) for _ in range(count))


def _written(draw: random.Random, nine: str, code: str) -> str:
    prefix = draw.choice(["0", "", f"+{code}", f"00{code}", f"+{code} (0)", f"+{code}(0)", f"+{code} 0", f"00 {code} "])
    between = draw.choice(["", " ", ".", "-", "/", "\u00a0"])
    parts = [nine[0], *(nine[at : at + 2] for at in range(1, 9, 2))]
    return draw.choice(["", " "]) + prefix + between.join(parts) + draw.choice(["", " "])


def by_google(given: str) -> str | None:
    """What phonenumbers makes of a number written in France; None where it can be none."""
    try:
        number = phonenumbers.parse(given, "FR")
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or number.extension:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def difference(given: str, ours: str | None, theirs: str | None) -> str | None:
    """The rule by which we differ on purpose, None where no rule tells."""
    french = theirs[3:] if theirs and theirs.startswith("+33") else ""
    if any(french[:3] in openings and ours == f"+{code}{french}" for code, openings in OVERSEAS.items()):
        return "an overseas number dialled from France is that of its overseas country"
    if ours is not None or theirs is None:
        return None
    if len(theirs) < SHORTEST:
        return "what has fewer than eight digits with its country's code is too short to be told from a typing fault"
    if french.startswith("0"):
        return "no number in France begins with 0 behind the 0 or +33 by which it is dialled"
    if any(sign not in SIGNS for sign in given) or "++" in given:
        return "a number with other signs than people write between digits is not read at all"
    return None


def test_no_number_differs_but_by_a_rule(normalised):
    theirs = {given: by_google(given) for given in normalised}
    differing = [given for given, ours in normalised.items() if ours != theirs[given]]
    rules = {given: difference(given, normalised[given], theirs[given]) for given in differing}
    untold = {given: (normalised[given], theirs[given]) for given, rule in rules.items() if rule is None}
    assert len(normalised) > 6_000
    assert untold == {}
    assert len(Counter(rules.values())) == RULE_COUNT, Counter(rules.values())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("330612345678", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("(0)6 12 34 56 78", "+33612345678"),
        ("0690 12 34 56", "+590690123456"),
        ("+33 690 12 34 56", "+590690123456"),
        ("+590 690 12 34 56", "+590690123456"),
        ("+590 0690 12 34 56", "+590690123456"),
        ("0639 12 34 56", "+262639123456"),
        ("0638 12 34 56", "+33638123456"),
        ("+687 25 12 34", "+687251234"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("00 352 621 123 456", "+352621123456"),
        ("06 12 34 56 7", None),
        ("0012345678", "+12345678"),
        ("6123456789", None),
        ("06 12 34 56 78 poste 3", None),
        ("", None),
    ],
)
def test_a_number_takes_the_form_of_e164(normalised, given, expected):
    assert normalised[given] == expected
