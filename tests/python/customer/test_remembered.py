import re
from pathlib import Path

FOLDERS = ("models/customer", "macros/customer")
MACRO = Path("macros/customer/remembered.sql")
# What is due when is no matter of who is who.
OF_REQUESTS = {"request_alert_day_count"}


def _variables(text: str) -> set[str]:
    return set(re.findall(r'\bvar\(\s*"(\w+)"', text))


def test_the_rules_hold_every_variable_that_the_unification_reads():
    text = MACRO.read_text("utf-8")
    listed = set(re.findall(r'"(\w+)"', text[text.index("macro customer_variables") :].split("endmacro")[0]))
    files = [file for folder in FOLDERS for file in Path(folder).glob("*.sql")]

    assert set().union(*(_variables(file.read_text("utf-8")) for file in files)) - OF_REQUESTS == listed
