"""The faults F01 to F53: what is planted, what must become of it, and which test shows it.

`docs/faults.md` is made of these rows: `PYTHONPATH=scripts:tests/python python -m faults.catalogue` writes it anew.
"""

from dataclasses import dataclass

from lundi.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "faults.md"
DOOR, MARTS, SEQUEL = (
    f"tests/python/faults/test_{name}.py" for name in ("at_the_door", "rows_and_totals", "sequences")
)
GATE, KILLS, LOCK, DISK = (
    f"tests/python/{name}.py"
    for name in ("quality/test_gate", "warehouse/test_kills", "warehouse/test_lock", "warehouse/test_transactions")
)
CUSTOMER = "models/customer"
SALES = "models/sales"
STORE_DAYS = "models/marts/operations/fct_store_days.yml"
FRESHNESS = "models/marts/governance/fct_store_freshness.yml"
WHAT_CHANGED = "tests/python/test_replay.py::test_the_next_monday_tells_what_changed_and_why"


@dataclass(frozen=True)
class Fault:
    """One fault of the catalogue."""

    number: str
    planted: str
    wanted: str
    shown_by: tuple[str, ...] = ()  # a test as `file::name`; a file of this folder shows it under its number
    remark: str = ""  # where the landing contract wants something else than the study, or more is still to come


FAULTS = (
    Fault("F01", "the same file is taken twice", "nothing changes", (f"{DOOR}",)),
    Fault("F02", "the same content comes under another name", "recognised, noted in the ledger, loaded once", (DOOR,)),
    Fault(
        "F03", "a day is sent again with other content", "a correction replaces it, the first version stays in raw",
        (SEQUEL, "tests/python/warehouse/test_raw.py::"
         "test_a_delivery_id_with_other_content_is_refused_and_the_first_stays", WHAT_CHANGED),
        "Other content under the same delivery id is refused; a correction has an id of its own. The next report lists "
        "the restatement as a correction.",
    ),
    Fault("F04", "the third version comes before the second", "the highest id holds, whatever came last", (SEQUEL,)),
    Fault(
        "F05", "a file is a day late, or does not come", "the store-day is missing, never zero; the others are out",
        (MARTS, SEQUEL, f"{STORE_DAYS}::ut_fct_store_days__missing_is_never_zero_and_incomplete_has_its_first_reason",
         f"{FRESHNESS}::ut_fct_store_freshness__a_closed_store_is_not_late_and_a_day_falls_due_the_morning_after"),
        "The landing contract holds no day back: what is there is published, what is not is named.",
    ),
    Fault(
        "F06", "a file comes after its week was closed", "the week is restated; the edition of its Monday stands",
        (SEQUEL, "tests/python/test_replay.py::"
         "test_the_next_monday_restates_the_week_and_takes_the_mended_deliveries", WHAT_CHANGED),
        "The next report has the old and the new figure side by side, with the reason.",
    ),
    Fault("F07", "a file is cut within a line", "the delivery is refused", (DOOR,)),
    Fault(
        "F08", "a file is cut at the end of a line", "the delivery is refused", (DOOR,),
        "There is no trailer: the manifest's row count and hash take its place.",
    ),
    Fault("F09", "a gzip file is cut", "the delivery is refused", (DOOR,), "Files come uncompressed: every gzip is."),
    Fault(
        "F10", "a file is empty, or a header alone", "the delivery is refused", (DOOR,),
        "A header alone that announces no row is an empty delivery and taken: its store-day is then missing.",
    ),
    Fault(
        "F11", "a file is latin-1 or UTF-16; its text was encoded twice",
        "the delivery is refused with the row; loaded and flagged",
        (DOOR, f"{GATE}::test_each_fault_is_flagged_and_its_near_miss_is_not"),
        "Text that was encoded twice is sound UTF-8: gate A looks for it in first names and labels.",
    ),
    Fault("F12", "a byte order mark; line ends of Windows", "taken as if they were not there", (DOOR,)),
    Fault("F13", "line ends of both kinds; a NUL byte", "the delivery is refused", (DOOR,)),
    Fault("F14", "a column more at the end", "the column is not stored, and reported", (DOOR,)),
    Fault("F15", "a column gone or renamed", "the delivery is refused with the column; the others go on", (DOOR,)),
    Fault(
        "F16", "columns in another order", "taken", (DOOR,), "The landing contract finds columns by their name."
    ),
    Fault("F17", "the header is missing", "the delivery is refused, no row is lost", (DOOR,)),
    Fault(
        "F18", "another delimiter; a delimiter in a label without quotes", "the delivery is refused with the row",
        (DOOR, "tests/python/landing/test_precheck.py::test_spoiled_bytes_are_refused_with_their_row"),
        "A row that cannot be read refuses its delivery.",
    ),
    Fault(
        "F19", "a decimal comma; spaces between thousands", "the rows are kept aside", (DOOR,),
        "Nothing is guessed: spaces are not taken out, and a file full of such rows has them all kept aside.",
    ),
    Fault("F20", "NaN, inf, 1e400 or N/A for an amount", "the rows are kept aside", (DOOR,)),
    Fault(
        "F21", "the day before its month", "the rows are kept aside; 05/10 is never guessed", (DOOR,),
        "Also where all rows are such: the contract refuses a delivery for its bytes and columns.",
    ),
    Fault("F22", "a sale of a day to come, or before the store opened", "the ticket is set aside, counted", (MARTS,)),
    Fault("F23", "half past two in the nights of the clocks", "October's two are kept; March's is warned of", (MARTS,)),
    Fault("F24", "a sale after midnight", "counts on its trading day", (MARTS,)),
    Fault(
        "F25", "week 53; 29 February; a year of 52 weeks beside one of 53", "a week of its own, an aligned comparison",
        ("tests/python/test_whole_retailer.py::test_week_53_is_compared_with_the_week_364_days_before",
         "tests/singular/calendar/assert_dim_dates_agrees_with_known_prior_dates.sql",
         "tests/singular/calendar/assert_year_to_date_compares_equal_numbers_of_weeks.sql"),
    ),
    Fault(
        "F26", "a store closed, on holiday, or opened within the week", "no zero, no missing day, out of like for like",
        (MARTS, "tests/python/test_whole_retailer.py::test_each_store_left_out_of_the_perimeter_has_its_reason"),
    ),
    Fault(
        "F27", "a store that no referential knows", "its tickets are set aside; replayed once the store is known",
        (MARTS, SEQUEL), "The total is published with what it lacks, not held.",
    ),
    Fault("F28", "a product that no referential knows", "sold under the unknown product; its share is told", (MARTS,)),
    Fault("F29", "a store code without its zeros", "the ticket is set aside, nothing is padded", (MARTS,)),
    Fault("F30", "a ticket without lines; lines without a ticket", "set aside; warned of; the day disagrees", (MARTS,)),
    Fault(
        "F31", "lines that do not give the ticket's total", "the ticket is set aside, the day disagrees", (MARTS,),
        "Means of payment are not delivered.",
    ),
    Fault("F32", "a return", "takes away from sales, and is no basket", (
        MARTS, f"{SALES}/int_sales__dated_returns.yml::"
        "ut_int_sales__dated_returns__a_withdrawal_restates_the_sale_within_the_horizon_only"),
        "A return that names no order counts on its own day.",
    ),
    Fault(
        "F33", "a negative price, also of a negative quantity", "loaded, and noted by gate A", (MARTS,),
        "The landing contract keeps no row aside for it: ticket, lines and Z agree.",
    ),
    Fault(
        "F34", "a gift; a price a hundred times the usual one", "taken; taken and warned of", (MARTS,),
        "The landing contract keeps no row aside for it: ticket, lines and Z agree.",
    ),
    Fault(
        "F35", "void and training tickets; a means of payment for staff", "out by their status; never delivered",
        (MARTS, "tests/python/landing/test_contract.py::test_a_column_that_marks_employees_is_recognised"),
    ),
    Fault(
        "F36", "a rate of tax that does not exist", "loaded, and noted by gate A",
        (f"{GATE}::test_each_fault_is_flagged_and_its_near_miss_is_not",),
        "The landing contract keeps no row aside for it.",
    ),
    Fault(
        "F37", "a weight; a price within the article number; a wrong check digit", "three decimals; unknown product",
        (MARTS,), "Article numbers are the referential's: what it does not know is not decoded.",
    ),
    Fault(
        "F38", "a till numbers its tickets from the start again", "the first holds, the other is warned of",
        (MARTS,), "The landing contract asks for ids that are never reused.",
    ),
    Fault("F39", "a scanned basket at a till; an order paid at a till", "each one sale, in its channel", (MARTS,)),
    Fault("F40", "an order cancelled, delivered in part, substituted", "what was delivered counts, then", (MARTS,)),
    Fault(
        "F41", "a card number issued again to another person", "a ticket is the holder's of its day",
        (f"{SALES}/int_sales__card_periods.yml::"
         "ut_int_sales__card_periods__a_number_is_its_holder_s_until_it_is_deactivated_or_issued_again",),
    ),
    Fault(
        "F42", "an e-mail of a family, a telephone of a couple", "one contact merges nobody",
        ("tests/singular/customer/assert_every_merge_case_asks_for_the_first_name_and_a_second_family.sql",
         f"{CUSTOMER}/int_customer__decided_vectors.yml::"
         "ut_int_customer__decided_vectors__c01_two_first_names_are_two_people"),
    ),
    Fault(
        "F43", "placeholders for telephone, e-mail, date and name", "no evidence; the record is kept",
        (f"{CUSTOMER}/int_customer__contacts.yml::"
         "ut_int_customer__contacts__placeholders_and_impossible_values_are_no_values",
         f"{CUSTOMER}/int_customer__identities.yml::"
         "ut_int_customer__identities__every_record_stays_with_or_without_names"),
    ),
    Fault(
        "F44", "one value that very many records share", "no key of a comparison, and listed",
        (f"{CUSTOMER}/int_customer__blocks.yml::"
         "ut_int_customer__blocks__the_broader_a_key_the_sooner_it_is_set_aside",),
    ),
    Fault(
        "F45", "accents, hyphens, particles, names exchanged, short forms", "equal to compare, delivered to show",
        (f"{CUSTOMER}/int_customer__first_names.yml::ut_int_customer__first_names__short_forms_and_compounds_meet",
         f"{CUSTOMER}/int_customer__last_names.yml::"
         "ut_int_customer__last_names__one_name_written_in_several_ways_meets_itself",
         f"{CUSTOMER}/int_customer__golden_records.yml::"
         "ut_int_customer__golden_records__names_and_addresses_survive_together_as_they_were_delivered"),
    ),
    Fault(
        "F46", "a merge that is taken back; A = B, B = C, A and C differ", "first ids come back; vetoes cut the chain",
        ("tests/python/customer/test_golden_ids.py::test_a_late_record_that_bridges_two_customers_merges_them_into_the_"
         "larger_and_its_removal_parts_them_again",
         f"{CUSTOMER}/int_customer__cluster_conflicts.yml::"
         "ut_int_customer__cluster_conflicts__a_refusal_and_a_torn_link_keep_small_clusters_apart"),
    ),
    Fault(
        "F47", "consents replayed with the file's date", "no new choice",
        ("models/customer/int_customer__consent_events.yml::"
         "ut_int_customer__consent_events__a_file_that_says_again_what_is_known_is_no_choice",),
    ),
    Fault(
        "F48", "an erased person is sent again", "not made anew, counted",
        ("tests/python/privacy/test_erase.py::test_sent_again_in_three_deliveries_he_is_not_made_anew_and_is_counted",),
    ),
    Fault(
        "F49", "a column that marks employees", "the delivery is refused, nothing of it is kept",
        (DOOR, "tests/python/customer/test_no_employees.py::test_no_value_that_a_column_may_have_tells_it"),
    ),
    Fault("F50", "free text with a person's telephone", "a column that the contract lacks is not stored", (DOOR,)),
    Fault(
        "F51", "40 % fewer or more rows than usual", "loaded, flagged until somebody accepts it for a reason",
        (f"{GATE}::test_each_fault_is_flagged_and_its_near_miss_is_not",
         f"{GATE}::test_somebody_accepts_a_delivery_for_a_reason_and_its_flag_is_lifted_for_good",
         "models/sales/int_sales__store_day_flags.yml::"
         "ut_int_sales__store_day_flags__the_kind_of_the_rule_names_the_fault"),
        "The landing contract publishes it with its flag; its store-days are incomplete until then.",
    ),
    Fault(
        "F52", "a run is killed; a second one starts meanwhile; the disk is full",
        "a whole edition stands; the second is refused; no delivery is refused for the disk",
        (f"{KILLS}::test_wherever_it_is_killed_the_published_edition_is_one_whole_edition",
         f"{KILLS}::test_the_next_run_gives_what_a_run_gives_that_was_never_killed",
         f"{LOCK}::test_a_second_run_is_refused_with_the_name_of_the_first_and_the_first_goes_on",
         f"{DISK}::test_a_full_disk_refuses_no_delivery_and_the_next_run_takes_what_was_left"),
    ),
    Fault(
        "F53", "a Z report that is missing, or there twice", "the tickets count, the day is incomplete and says why",
        (MARTS,),
    ),
)  # fmt: skip

HEAD = """# Faults that are planted, and what becomes of them

What can go wrong with deliveries, numbered, with the outcome that the [landing contract](landing_contract.md) wants and
the test that plants it. `tests/python/faults/catalogue.py` has the rows, and a test holds this page to them. Beside
them, `lundi bench trust --mutations 500` spoils deliveries at random ([what was measured](monday_run.md)).

| | planted | outcome | shown by |
|---|---|---|---|
"""


def page() -> str:
    """The page of the documentation."""
    return HEAD + "".join(_row(fault) for fault in FAULTS) + "\n" + "\n".join(_remarks()) + "\n"


def _row(fault: Fault) -> str:
    shown = ", ".join(dict.fromkeys(f"`{_short(place)}`" for place in fault.shown_by)) or "not yet"
    return f"| {fault.number} | {fault.planted} | {fault.wanted} | {shown} |\n"


def _short(place: str) -> str:
    """A file's name, as somebody looks for it."""
    return place.split("::")[0].rsplit("/", 1)[1]


def _remarks() -> list[str]:
    return [f"- {fault.number}: {fault.remark}" for fault in FAULTS if fault.remark]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
