"""The macros of the share on Snowflake, called as dbt calls them: with `return` that ends a macro with any value."""

import json
import re
from datetime import UTC, datetime
from types import SimpleNamespace

from jinja2 import Environment

from lundi.settings import PROJECT_ROOT

FILES = ("share_statements", "share_sync")
MACRO = re.compile(r"{% macro (\w+)\(.*?{%-? endmacro -?%}", re.DOTALL)


class RefusedError(Exception):
    """What dbt raises."""


class _ReturnError(Exception):
    def __init__(self, value):
        super().__init__()
        self.value = value


def share_macros(**context):
    """The macros by name; `context` is what they ask of dbt."""
    environment = Environment(extensions=["jinja2.ext.do"])
    macros = {}

    def give(value):
        raise _ReturnError(value)

    def refuse(message):
        raise RefusedError(message)

    def callable_macro(name, text):
        template = environment.from_string(text)

        def call(*arguments, **options):
            try:
                return getattr(template.module, name)(*arguments, **options)
            except _ReturnError as ended:
                return ended.value

        return call

    environment.globals.update(
        modules=SimpleNamespace(re=re),
        run_started_at=datetime(2026, 11, 16, 5, 0, tzinfo=UTC),
        invocation_id="run-1",
        tojson=json.dumps,
        exceptions=SimpleNamespace(raise_compiler_error=refuse),
        var=lambda name: {"share_reader_credit_quota": 10}[name],
        **{"return": give},
        **context,
    )
    for file in FILES:
        text = (PROJECT_ROOT / "macros" / "snowflake" / f"{file}.sql").read_text(encoding="utf-8")
        for found in MACRO.finditer(text):
            macros[found[1]] = callable_macro(found[1], found[0])
    environment.globals.update(macros)
    return SimpleNamespace(**macros)
