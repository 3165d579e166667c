"""The catalogue of functions."""

import pytest

from ladder.static_functions import GIVEN_TYPES, part_places, signature_of, signatures
from standin.functions import known_functions

KINDS = {"number", "text", "date", "timestamp", "moment", "boolean", "any", "part"}


def test_every_function_of_the_catalogue_is_one_that_snowflake_knows():
    assert sorted(signatures().keys() - known_functions()) == []


def test_every_line_of_the_catalogue_speaks_of_known_kinds_and_results():
    gives = {*GIVEN_TYPES, "1", "2", "3", "common", "common_after_first"}

    for name, signature in signatures().items():
        assert set(signature.takes) <= KINDS, name
        assert signature.gives in gives, name
        assert not signature.gives.isdigit() or int(signature.gives) <= len(signature.takes), name


@pytest.mark.parametrize(
    ("name", "takes", "minimum", "maximum", "gives", "use"),
    [
        ("pi", (), 0, 0, "double", "scalar"),
        ("substr", ("text", "number", "number"), 2, 3, "text", "scalar"),
        ("coalesce", ("any", "any", "any"), 2, None, "common", "scalar"),
        ("date_trunc", ("part", "moment"), 2, 2, "2", "scalar"),
        ("sum", ("number",), 1, 1, "1", "aggregate"),
        ("row_number", (), 0, 0, "whole", "window"),
    ],
)
def test_a_signature_is_read_from_its_line(name, takes, minimum, maximum, gives, use):
    signature = signature_of(name)

    assert (signature.takes, signature.minimum, signature.maximum) == (takes, minimum, maximum)
    assert (signature.gives, signature.use) == (gives, use)


def test_the_last_kind_repeats():
    concat = signature_of("concat_ws")

    assert [concat.kind_at(place) for place in range(5)] == ["text"] * 5
    assert signature_of("date_trunc").kind_at(0) == "part"


def test_what_is_not_in_the_catalogue_has_no_signature_and_no_parts():
    assert signature_of("strftime") is None
    assert part_places("strftime") == []
    assert part_places("dateadd") == [0]
    assert part_places("last_day") == [1]
