"""What several commands take; nothing else is imported for it."""

from enum import StrEnum
from typing import Annotated

import typer


class TargetName(StrEnum):
    """The targets of the profile."""

    DEV = "dev"
    PROD = "prod"


TargetOption = Annotated[
    TargetName,
    typer.Option(
        "--target",
        help="dev: DuckDB files in warehouse/; prod: the Snowflake account that LUNDI_SNOWFLAKE_... name.",
    ),
]
