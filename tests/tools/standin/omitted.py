"""What a statement asks for beside the table or view it makes, and DuckDB has no counterpart of: it is left out."""

import re

from standin.routes import TEXT_OR_COMMENT

CREATION = re.compile(r"create\s", re.IGNORECASE)
PROPERTIES = {
    "row access policy": r"\brow\s+access\s+policy\s",
    "masking policy": r"\bmasking\s+policy\s",
    "projection policy": r"\bprojection\s+policy\s",
    "aggregation policy": r"\baggregation\s+policy\s",
    "tag": r"\btag\s*\(",
    "managed access": r"\bwith\s+managed\s+access\b",
    "secure": r"^create\s+(or\s+replace\s+)?secure\s",
    "transient": r"^create\s+(or\s+replace\s+)?transient\s",
    "cluster by": r"\bcluster\s+by\s*\(",
    "retention": r"\b(data_retention_time_in_days|max_data_extension_time_in_days)\s*=",
    "change tracking": r"\b(change_tracking|enable_schema_evolution)\s*=",
    "comment": r"\bcomment\s*=?\s*''",
}
PATTERNS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in PROPERTIES.items()}
# What follows is a query: its words name columns.
QUERY = re.compile(r"\sas\s*(\(|select\b|with\b)", re.IGNORECASE)


def omitted(statement: str) -> tuple[str, ...]:
    """The properties of a creation that the stand-in does not carry out, empty for every other statement."""
    if not CREATION.match(statement):
        return ()
    without_texts = TEXT_OR_COMMENT.sub(lambda found: "''" if found["text"] else " ", statement)
    head = QUERY.split(without_texts, maxsplit=1)[0]
    return tuple(name for name, pattern in PATTERNS.items() if pattern.search(head))
