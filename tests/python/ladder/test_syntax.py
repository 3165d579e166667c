from ladder import syntax


def test_what_snowflake_s_grammar_does_not_know_is_found_with_its_line_and_the_rest_passes():
    statements = {
        "sound": "select id from lundi.marts.fct qualify row_number() over (order by id) = 1",
        "broken": "select 1\nfrom from t where",
        "misspelt grant": "grant selekt on table t to role r",
    }
    found = {finding.where: finding.what for finding in syntax.check(statements, {})}
    assert set(found) == {"broken", "misspelt grant"}
    assert "line" in found["broken"]


def test_a_gap_of_the_grammar_is_left_out_by_its_opening_alone():
    statements = {"tag": "grant apply on tag t to role r", "other": "grant aply on tag t to role r"}
    found = syntax.check(statements, {"grant apply on tag": "the grammar knows APPLY for policies alone"})
    assert [finding.where for finding in found] == ["other"]
