"""The columns of the labelled sets, and what each means in the landing contract.

A layout is data: what a file must have, and the SQL that gives its rows the contract's names. Values stay as they are
delivered, spelling and capitals with them; what no column of the contract can hold (a date that is none, a gender of
eleven characters) becomes null and is counted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from lundi.errors import LundiError

# What a record carries beside its ids, under the contract's names, with the contract's types.
VALUE_COLUMNS = {
    "first_name": "varchar",
    "last_name": "varchar",
    "gender": "varchar",
    "birth_date": "date",
    "email": "varchar",
    "phone": "varchar",
    "landline": "varchar",
    "address": "varchar",
    "postal_code": "varchar",
    "city": "varchar",
    "loyalty_card_number": "varchar",
    "created_at": "timestamp",
    "updated_at": "timestamp",
    "ended_at": "timestamp",
}

SOURCE_SYSTEMS = ("loyalty", "ecommerce", "drive", "app")


@dataclass(frozen=True)
class Layout:
    """The columns of a set; `values` gives the contract's columns that it has, as SQL over the file's own."""

    name: str
    columns: tuple[str, ...]  # all must be there
    original_id: str
    true_id: str
    values: Mapping[str, str]
    source_system: str = "'loyalty'"
    birth_date_text: str = "null"  # as delivered, in ISO order
    # Variables of the dbt project that this set needs.
    variables: Mapping[str, str] = field(default_factory=dict)
    peer_model: str = "contacts"  # of lundi.customer.splink_models


HISTORICAL = Layout(
    name="historical",
    columns=(
        "unique_id", "cluster", "first_name", "surname", "dob", "birth_place", "postcode_fake", "gender",
    ),
    original_id="unique_id",
    true_id="cluster",
    values={
        "first_name": "first_name",
        "last_name": "surname",
        "gender": "case gender when 'male' then 'M' when 'female' then 'F' end",
        "postal_code": "postcode_fake",
        "city": "birth_place",
    },
    birth_date_text="dob",
    # People of five centuries: the default calls a birth before 1900 a placeholder.
    variables={"birth_date_earliest": "1500-01-01"},
    peer_model="historical",
)  # fmt: skip

CHANNELS = Layout(
    name="channels",
    columns=(
        "record_id", "channel", "person_id", "first_name", "last_name", "birth_date", "email", "phone", "address",
        "postcode", "city",
    ),
    original_id="record_id",
    true_id="person_id",
    source_system="case channel when 'magasin' then 'loyalty' when 'ecommerce' then 'ecommerce' "
    "when 'drive' then 'drive' when 'app' then 'app' end",
    values={
        "first_name": "first_name",
        "last_name": "last_name",
        "email": "email",
        "phone": "phone",
        "address": "address",
        "postal_code": "postcode",
        "city": "city",
    },
    birth_date_text="birth_date",
)  # fmt: skip

FEBRL = Layout(
    name="febrl",
    columns=(
        "rec_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode",
        "date_of_birth",
    ),
    original_id="rec_id",
    # rec-561-dup-0 is a duplicate of rec-561-org.
    true_id="nullif(split_part(rec_id, '-', 2), '')",
    values={
        "first_name": "given_name",
        "last_name": "surname",
        "address": "concat_ws(' ', street_number, address_1, address_2)",
        "postal_code": "postcode",
        "city": "suburb",
    },
    birth_date_text="regexp_replace(cast(date_of_birth as varchar), '^([0-9]{4})([0-9]{2})', '\\1-\\2-')",
    peer_model="febrl",
)  # fmt: skip

# Where ids tell nothing, a column does.
FEBRL_LABELLED = replace(FEBRL, columns=(*FEBRL.columns, "cluster"), true_id="cluster")

LAYOUTS = (HISTORICAL, CHANNELS, FEBRL_LABELLED, FEBRL)


def layout_of(columns: Collection[str], what: str) -> Layout:
    """The layout that a file's columns make; what it has beyond them is not used.

    Raises LundiError where they make none: with what each layout expects.
    """
    there = set(columns)
    found = next((layout for layout in LAYOUTS if there.issuperset(layout.columns)), None)
    if found:
        return found
    known = (HISTORICAL, CHANNELS, FEBRL)
    nearest = min(known, key=lambda layout: len(set(layout.columns) - there) / len(layout.columns))
    missing = [name for name in nearest.columns if name not in there]
    expected = "; ".join(f"{layout.name}: {', '.join(layout.columns)}" for layout in known)
    raise LundiError(
        f"{what} has the columns of no known set; nearest is {nearest.name}, which also needs {', '.join(missing)}",
        f"give a file with all the columns of one of these: {expected}",
    )


def mapped_select(layout: Layout, delivered: str) -> str:
    """A select of original_id, true_id, source_system and the contract's columns, each with its own type.

    `birth_date_text` stays beside `birth_date`, so that dates which are none can be counted.
    """
    values = {
        **dict.fromkeys(VALUE_COLUMNS, "null"),
        **layout.values,
        "birth_date": "try_cast(birth_date_text as date)",
    }
    listed = ",\n    ".join(f"{_typed(values[name], sql_type)} as {name}" for name, sql_type in VALUE_COLUMNS.items())
    return (
        f"select\n    cast({layout.original_id} as varchar) as original_id,\n"
        f"    cast({layout.true_id} as varchar) as true_id,\n    {layout.source_system} as source_system,\n"
        f"    {listed},\n    birth_date_text\n"
        f"from (select *, {_typed(layout.birth_date_text, 'varchar')} as birth_date_text from {delivered})"
    )


def _typed(expression: str, sql_type: str) -> str:
    cast = f"cast({expression} as {sql_type})"
    return f"nullif(trim({cast}), '')" if sql_type == "varchar" else cast
