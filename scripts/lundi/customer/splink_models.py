"""How Splink is set up for each layout: its own documentation's settings where it has some for that set.

- `historical`: the settings of Splink's documentation for historical_50k, less the occupation, which no column of the
  landing contract holds.
- `febrl`: the settings of its documentation for FEBRL 3 and 4, less the social security number, which has no column
  either. To make up for it city and address are compared and blocked on as well, which on these sets serves Splink
  best. The number of the street is taken out of the address.
- `contacts`: names with term frequencies, birth date, e-mail, telephone, address, postal code and loyalty card, set up
  as Splink's documentation does for such columns.

A rule is a tuple of columns or SQL expressions that must be equal, or SQL over the two records `l` and `r`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from splink.internals.comparison_creator import ComparisonCreator

Rule = tuple[str, ...] | str
SWAPPED_NAMES = "l.first_name = r.last_name and l.last_name = r.first_name"


@dataclass(frozen=True)
class PeerModel:
    """The parts of a set-up that are plain data."""

    blocking: tuple[Rule, ...]
    deterministic: tuple[Rule, ...]
    assumed_recall: float  # of the deterministic rules
    training: tuple[Rule, ...]
    max_pairs: float


MODELS = {
    "historical": PeerModel(
        blocking=(
            ("substr(first_name,1,3)", "substr(last_name,1,4)"),
            ("last_name", "birth_date"),
            ("first_name", "birth_date"),
            ("postal_code", "first_name"),
            ("postal_code", "last_name"),
            ("birth_date", "city"),
            ("substr(postal_code,1,3)", "birth_date"),
            ("substr(postal_code,1,3)", "first_name"),
            ("substr(postal_code,1,3)", "last_name"),
            ("substr(first_name,1,2)", "substr(last_name,1,2)", "substr(birth_date,1,4)"),
        ),
        deterministic=(
            ("first_name", "last_name", "birth_date"),
            ("substr(first_name,1,2)", "last_name", "substr(postal_code,1,2)"),
            ("birth_date", "postal_code"),
        ),
        assumed_recall=0.6,
        training=(("first_name", "last_name"), ("birth_date",)),
        max_pairs=1e7,
    ),
    "febrl": PeerModel(
        blocking=(
            ("first_name",),
            ("last_name",),
            ("birth_date",),
            ("postal_code",),
            ("address",),
            ("street_number", "city"),
            SWAPPED_NAMES,
        ),
        deterministic=(
            ("first_name", "last_name", "birth_date"),
            f"{SWAPPED_NAMES} and l.birth_date = r.birth_date",
        ),
        assumed_recall=0.6,
        training=(("birth_date",), ("postal_code",)),
        max_pairs=1e6,
    ),
    "contacts": PeerModel(
        blocking=(
            ("email",),
            ("phone",),
            ("first_name", "last_name"),
            ("last_name", "birth_date"),
            ("first_name", "birth_date"),
            ("last_name", "postal_code"),
            ("first_name", "postal_code"),
            ("address",),
            ("loyalty_card_number",),
            SWAPPED_NAMES,
        ),
        deterministic=(("first_name", "last_name", "birth_date"), ("email",)),
        assumed_recall=0.6,
        training=(("first_name", "last_name"), ("email",)),
        max_pairs=1e6,
    ),
}

# What Splink is given: values in small letters without accents, telephones by their last nine digits. Values that are
# no evidence of identity (first names such as "test", e-mails and telephones of more than ten records) are taken out,
# as somebody who uses Splink would do.
INPUT = """
with
plain as (
    select
        {record_id} as record_id,
        nullif(trim(lower(strip_accents(first_name))), '') as first_name,
        nullif(trim(lower(strip_accents(last_name))), '') as last_name,
        cast(birth_date as varchar) as birth_date,
        nullif(trim(lower(email)), '') as email,
        nullif(right(regexp_replace(coalesce(phone, landline), '[^0-9]', '', 'g'), 9), '') as phone,
        nullif(trim(lower(strip_accents(address))), '') as address,
        nullif(regexp_extract(address, '^[0-9]+'), '') as street_number,
        nullif(trim(lower(postal_code)), '') as postal_code,
        nullif(trim(lower(strip_accents(city))), '') as city,
        upper(coalesce(loyalty_card_number, held.own_card_number)) as loyalty_card_number
    from records
    left join (
        select original_id, max_by(loyalty_card_number, issued_at) as own_card_number
        from cards
        where deactivated_at is null
        group by original_id
    ) as held using (original_id)
)
select * replace (
    case when first_name not in ('test', 'inconnu', 'client', 'xxx', 'x', 'anonyme') then first_name end as first_name,
    case when birth_date not in ('1900-01-01', '1901-01-01') then birth_date end as birth_date,
    case when count(*) over (partition by email) <= 10 then email end as email,
    case when count(*) over (partition by phone) <= 10 then phone end as phone
),
    first_name || ' ' || last_name as full_name
from plain
order by record_id
"""


def usable(rules: Sequence[Rule], empty: Sequence[str]) -> list[Rule]:
    """The rules without those that ask for a column of which the set has no value."""
    return [rule for rule in rules if not any(column in part for part in _parts(rule) for column in empty)]


def _parts(rule: Rule) -> tuple[str, ...]:
    return (rule,) if isinstance(rule, str) else rule


def comparisons(model: str, empty: Sequence[str]) -> "list[ComparisonCreator]":
    """The comparisons of a model, without those of columns of which the set has no value."""
    import splink.comparison_library as library

    makers: dict[str, dict[str, Any]] = {
        "historical": {
            "full_name": library.ForenameSurnameComparison(
                "first_name", "last_name", forename_surname_concat_col_name="full_name"
            ),
            "birth_date": library.DateOfBirthComparison("birth_date", input_is_string=True),
            "postal_code": library.PostcodeComparison("postal_code"),
            "city": library.ExactMatch("city").configure(term_frequency_adjustments=True),
        },
        "febrl": {
            "first_name": library.NameComparison("first_name"),
            "last_name": library.NameComparison("last_name"),
            "birth_date": library.DateOfBirthComparison("birth_date", input_is_string=True),
            "street_number": library.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            "postal_code": library.DamerauLevenshteinAtThresholds("postal_code", [1, 2]).configure(
                term_frequency_adjustments=True
            ),
            "city": library.JaroWinklerAtThresholds("city", [0.9]),
            "address": library.JaroWinklerAtThresholds("address", [0.95, 0.88]),
        },
        "contacts": {
            "first_name": library.NameComparison("first_name").configure(term_frequency_adjustments=True),
            "last_name": library.NameComparison("last_name").configure(term_frequency_adjustments=True),
            "birth_date": library.DateOfBirthComparison("birth_date", input_is_string=True),
            "email": library.EmailComparison("email"),
            "phone": library.LevenshteinAtThresholds("phone", [1, 2]),
            "address": library.JaroWinklerAtThresholds("address", [0.95, 0.88]),
            "postal_code": library.ExactMatch("postal_code").configure(term_frequency_adjustments=True),
            "loyalty_card_number": library.ExactMatch("loyalty_card_number"),
        },
    }
    return [comparison for column, comparison in makers[model].items() if column not in empty]
