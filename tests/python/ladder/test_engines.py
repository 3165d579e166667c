"""A unit test is asked on the stand-in too where its model is not the same text on both engines."""

from ladder.engines import unit_tests_of_one_spelling


def manifest(model_macros: list[str]) -> dict:
    def macro(path: str, *called: str) -> dict:
        return {"original_file_path": path, "depends_on": {"macros": list(called)}}

    return {
        "macros": {
            "macro.lundi.local_to_utc": macro("macros/cross_db/local_to_utc.sql"),
            "macro.lundi.as_instant": macro("macros/calendar/as_instant.sql", "macro.lundi.local_to_utc"),
            "macro.lundi.share_rate": macro("macros/measures/share_rate.sql", "macro.lundi.share_rate"),
        },
        "nodes": {"model.lundi.one": {"depends_on": {"macros": model_macros}}},
        "unit_tests": {"unit_test.lundi.one.ut": {"name": "ut", "depends_on": {"nodes": ["model.lundi.one"]}}},
    }


def test_a_model_without_macros_or_with_others_is_one_text():
    assert unit_tests_of_one_spelling(manifest([])) == ["ut"]
    assert unit_tests_of_one_spelling(manifest(["macro.lundi.share_rate", "macro.dbt.is_incremental"])) == ["ut"]


def test_a_macro_with_a_spelling_for_each_engine_is_found_however_deep():
    assert unit_tests_of_one_spelling(manifest(["macro.lundi.local_to_utc"])) == []
    assert unit_tests_of_one_spelling(manifest(["macro.lundi.share_rate", "macro.lundi.as_instant"])) == []
