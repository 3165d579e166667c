"""What an evaluation reads from a build, under the names that the matching models have: they stand here alone."""

# One row per record: source_system, source_customer_id, customer_id.
CUSTOMER_MODEL = "brg_customer_sources"

# One row per pair of records and case that links them, with CASE_COLUMN; the pair as one of PAIR_COLUMNS.
EDGE_MODEL = "int_customer__edges"
CASE_COLUMN = "case_code"

# The pairs that are compared at all; the pair as one of PAIR_COLUMNS.
CANDIDATE_MODEL = "int_customer__candidate_pairs"

# What a record's number stands for: record_number, record_id.
IDENTITY_MODEL = "int_customer__identities"

# Between the first one's start and the last one's end lies what a peer does: keys, comparisons, decisions, clusters.
MATCHING_MODELS = ("int_customer__block_keys", "int_customer__clusters")

# A pair names its records by id, or by the number that IDENTITY_MODEL gives them.
PAIR_COLUMNS = (("left_record_id", "right_record_id"), ("left_number", "right_number"))

# Without the first there is nothing to score; without the others less is said.
NEEDED_MODELS = (CUSTOMER_MODEL,)
USED_MODELS = (CUSTOMER_MODEL, EDGE_MODEL, CANDIDATE_MODEL, IDENTITY_MODEL)

# What a lookup reads besides, of a build that is kept.
LOOKUP_MODELS = (
    "int_customer__lookup_keys",
    "int_customer__customer_records",
    "int_customer__case_texts",
    "int_customer__explained_vectors",
    "int_customer__decided_entity_vectors",
)


def record_id(source_system: str = "source_system", source_customer_id: str = "source_customer_id") -> str:
    """SQL for a record's id, as the matching models write it."""
    return f"{source_system} || '-' || {source_customer_id}"
