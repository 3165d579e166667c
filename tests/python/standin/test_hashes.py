"""MD5 as a number, by the values that Snowflake documents."""


def test_the_upper_half_of_an_md5_is_the_number_that_snowflake_documents(run):
    rows = run(
        "select cast(md5_number_upper64(t.given) as varchar) as found "
        "from (values ('Snowflake'), ('test'), ('hello')) as t (given)"
    )
    assert rows == [("17145559544104499780",), ("688887797400064883",), ("6719722671305337462",)]


def test_null_has_no_number(run):
    assert run("select mod(md5_number_upper64(cast(null as varchar)), 16) as found") == [(None,)]


def test_a_number_is_divided_exactly(run):
    rows = run("select cast(mod(md5_number_upper64('Snowflake'), 1152921504606846976) as bigint) as found")
    assert rows == [(17145559544104499780 % 2**60,)]
