"""The rung that asks whether each column that names people was masked, and each table with one closed."""

from collections.abc import Iterable, Mapping

from ladder.findings import Finding

RUNG = "people"
HIDDEN = ("direct", "sensitive")
# Of which types a policy of rows may read a column; a list of names alone has none that is not masked.
MARKERS = ("varchar", "bigint", "integer")


def check(manifest: Mapping, recorded: Iterable[str]) -> list[Finding]:
    """Models with a direct or sensitive column that no recorded statement tagged, or without row policy."""
    sent = [" ".join(sql.lower().split()) for sql in recorded if "privacy_class" in sql or "people_rows" in sql]
    found = []
    for node in manifest["nodes"].values():
        hidden = {
            name.lower(): column["config"]["meta"].get("privacy")
            for name, column in node["columns"].items()
            if column["config"]["meta"].get("privacy") in HIDDEN
        }
        if node["resource_type"] != "model" or not hidden:
            continue
        relation = node["relation_name"].replace('"', "").lower()
        own = [sql for sql in sent if f" {relation} " in sql]
        found += [
            Finding(RUNG, node["name"], f"{column} is {privacy} and carries no mask")
            for column, privacy in hidden.items()
            if not any(
                f"column {column} set tag lundi_state.governance.privacy_class = '{privacy}'" in sql for sql in own
            )
        ]
        has_marker = any(
            name.lower() not in hidden and column["data_type"] in MARKERS for name, column in node["columns"].items()
        )
        if has_marker and not any("add row access policy" in sql for sql in own):
            found.append(Finding(RUNG, node["name"], "it holds people and shows its rows to every role"))
    return sorted(found)
