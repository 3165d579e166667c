"""The sub-commands of `lundi customers` that ask the published edition: why, why-not, how, lookup."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from lundi.settings import load_settings


class Language(StrEnum):
    """The languages of the answers."""

    FR = "fr"
    EN = "en"


LanguageOption = Annotated[Language, typer.Option("--language", help="Language of the answer.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of sentences.")]
RecordArgument = Annotated[str, typer.Argument(metavar="RECORD", help="A record, as loyalty-M1 or loyalty:M1.")]


def add_questions(app: typer.Typer, console: Console, epilog: str) -> None:
    """Adds the commands to the group; what they tell goes to `console`."""
    _add_why(app, console, epilog)
    _add_how(app, console, epilog)
    _add_lookup(app, console, epilog)


def _tell(console: Console, lines: Iterator[str]) -> None:
    for line in lines:
        console.print(line, markup=False)


def _add_why(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="why", epilog=epilog)
    def why_command(
        left: RecordArgument, right: RecordArgument, language: LanguageOption = Language.FR, is_json: JsonOption = False
    ) -> None:
        """Why two records are one customer: the links that lead from one to the other, their cases and evidence."""
        from lundi.customer.answers import as_json, why_document, why_lines
        from lundi.customer.explain import why
        from lundi.warehouse.published import open_published

        with open_published(load_settings()) as connection:
            answer = why(connection, left, right)
        if is_json:
            print(as_json(why_document(answer)))
            return
        _tell(console, why_lines(answer, language.value))

    @app.command(name="why-not", epilog=epilog)
    def why_not_command(
        left: RecordArgument, right: RecordArgument, language: LanguageOption = Language.FR, is_json: JsonOption = False
    ) -> None:
        """Why two records are two customers: the case that refuses them, or the evidence that is missing.

        Two records that were never compared are compared then and there, by the rules of the published edition.
        """
        from lundi.customer.answers import as_json, why_not_document, why_not_lines
        from lundi.customer.explain import why_not
        from lundi.warehouse.published import open_published

        with open_published(load_settings()) as connection:
            answer = why_not(connection, left, right)
        if is_json:
            print(as_json(why_not_document(answer)))
            return
        _tell(console, why_not_lines(answer, language.value))


def _add_how(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="how", epilog=epilog)
    def how_command(
        customer_id: Annotated[str, typer.Argument(metavar="ID", help="The golden id of a customer.")],
        language: LanguageOption = Language.FR,
        is_json: JsonOption = False,
    ) -> None:
        """How a customer grew: the record that it began with, and by which case each of the others joined."""
        from lundi.customer.answers import as_json, how_document, how_lines
        from lundi.customer.explain import how
        from lundi.warehouse.published import open_published

        with open_published(load_settings()) as connection:
            answer = how(connection, customer_id)
        if is_json:
            print(as_json(how_document(answer)))
            return
        _tell(console, how_lines(answer, language.value))


def _add_lookup(app: typer.Typer, console: Console, epilog: str) -> None:
    @app.command(name="lookup", epilog=epilog)
    def lookup_command(
        email: Annotated[str | None, typer.Option("--email")] = None,
        last_name: Annotated[str | None, typer.Option("--last-name")] = None,
        first_name: Annotated[str | None, typer.Option("--first-name")] = None,
        phone: Annotated[str | None, typer.Option("--phone")] = None,
        birth_date: Annotated[str | None, typer.Option("--birth-date", metavar="DATE", help="1984-02-29")] = None,
        card: Annotated[str | None, typer.Option("--card", help="Loyalty card number.")] = None,
        address: Annotated[str | None, typer.Option("--address", help="Number and street.")] = None,
        postal_code: Annotated[str | None, typer.Option("--postal-code")] = None,
        town: Annotated[str | None, typer.Option("--town")] = None,
        language: LanguageOption = Language.FR,
        is_json: JsonOption = False,
    ) -> None:
        """Before an application makes a record: the customers that a newcomer may already be, and how surely.

        The values are read as those of the records are and compared with each customer by the same cases. One
        criterion alone never says who somebody is: it gives `possible`, with all who share it. Values are masked.
        """
        from lundi.customer.answers import as_json, lookup_document, lookup_lines
        from lundi.customer.lookup import CustomerLookup, case_texts
        from lundi.customer.newcomers import Newcomer, parse_birth_date
        from lundi.warehouse.published import open_published

        newcomer = Newcomer(
            first_name,
            last_name,
            parse_birth_date(birth_date) if birth_date else None,
            email,
            phone,
            card,
            address,
            postal_code,
            town,
        )
        with open_published(load_settings()) as connection:
            answer, cases = CustomerLookup(connection).find(newcomer), case_texts(connection)
        if is_json:
            print(as_json(lookup_document(answer, cases)))
            return
        _tell(console, lookup_lines(answer, cases, language.value))
