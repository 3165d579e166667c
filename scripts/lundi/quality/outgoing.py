"""Gate B's look for people: what leaves names nobody. Figures are `lundi.checks`' affair, totals are dbt's."""

import re

from lundi.errors import LundiError

# What a report writes itself: the sender's name and the places of its own pictures.
OWN_DOMAIN = "localhost"
DATA_ADDRESS = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")
EMAIL_ADDRESS = re.compile(r"[\w.+-]+@(?P<domain>[\w-]+(?:\.[\w-]+)+)")
# A French mobile as one word, or with dots or dashes: with spaces and no +33 it could be five numbers of an axis.
MOBILE_NUMBER = re.compile(r"(?<![\w.,+-])(?:\+33 ?[67](?:[ .-]?\d\d){4}|0[67](?:[.-]?\d\d){4})(?!\w|[.,-]\d)")


def check_names_nobody(artefact: str, text: str) -> None:
    """Raises LundiError where a text that leaves holds an e-mail address or a mobile telephone number.

    The error says what it is and not which: it would stand in a log.
    """
    written = DATA_ADDRESS.sub("", text)
    foreign = [found for found in EMAIL_ADDRESS.finditer(written) if not found["domain"].lower().endswith(OWN_DOMAIN)]
    kinds = [("an e-mail address", foreign), ("a mobile telephone number", MOBILE_NUMBER.findall(written))]
    for kind, found in kinds:
        if found:
            raise LundiError(
                f"{artefact} holds {kind} ({len(found)} in all): a report names nobody",
                "a value of a referential holds a person's data, or a report table reads what it must not; mend it",
            )
