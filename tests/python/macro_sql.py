"""The SQL of the project's own macros, rendered without dbt, whose parsing takes longer than most tests."""

from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

from jinja2 import Environment

from lundi.settings import PROJECT_ROOT

FOLDERS = ("cross_db", "customer")


@cache
def macros(engine: str = "duckdb") -> ModuleType:
    """The macros of FOLDERS as functions that give SQL for that engine; those that ask more of dbt fail when called."""
    environment = Environment(extensions=["jinja2.ext.do"])
    paths = [path for folder in FOLDERS for path in sorted((PROJECT_ROOT / "macros" / folder).glob("*.sql"))]
    template: Any = environment.from_string("\n".join(path.read_text(encoding="utf-8") for path in paths))
    dispatched: dict[str, Any] = {}
    environment.globals["return"] = lambda value: value
    environment.globals["adapter"] = SimpleNamespace(dispatch=lambda name, package: dispatched[f"{engine}__{name}"])
    module = template.module
    dispatched.update(vars(module))
    return module
