"""Which unit tests ask the same question on both engines: those of models whose SQL is the same text on both.

What an engine spells in its own way stands in `macros/cross_db/`. The rows of all other models are compared table by
table after each build, and their unit tests run on DuckDB with the project's own tests.
"""

OWN_SPELLINGS = "macros/cross_db/"


def unit_tests_of_one_spelling(manifest: dict) -> list[str]:
    """The names of unit tests whose model calls, however deep, no macro that each engine has its own spelling of."""
    macros = manifest["macros"]
    return sorted(
        unit_test["name"]
        for unit_test in manifest.get("unit_tests", {}).values()
        if not _is_spelled_by_engine(macros, unit_test["depends_on"]["nodes"], manifest["nodes"])
    )


def _is_spelled_by_engine(macros: dict, node_ids: list[str], nodes: dict) -> bool:
    """Whether one of the nodes calls such a macro, by itself or through another."""
    waiting = [name for node_id in node_ids for name in nodes[node_id]["depends_on"]["macros"]]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in macros:
            continue
        seen.add(name)
        if macros[name]["original_file_path"].startswith(OWN_SPELLINGS):
            return True
        waiting += macros[name]["depends_on"]["macros"]
    return False
