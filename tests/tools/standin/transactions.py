"""Snowflake's transactions on DuckDB's: where the two differ, the stand-in follows Snowflake or says that it cannot."""

import re

import duckdb
from snowflake.connector.errors import ProgrammingError

BEGINS = re.compile(r"begin\b", re.IGNORECASE)
ENDS = re.compile(r"(commit|rollback)\b", re.IGNORECASE)
# Each of these is a transaction of its own and commits the one before it.
COMMITS_BEFORE = re.compile(r"(create|alter\s+(?!session)|drop|grant|revoke|comment)\b", re.IGNORECASE)


class Transactions:
    """Whether a session has begun a transaction, and what ends it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.is_open = False

    def before(self, statement: str) -> None:
        """Commits where Snowflake would.

        Raises ProgrammingError where a failed statement took DuckDB's whole transaction with it: Snowflake would keep
        what went before, so neither "committed" nor "begun" would be true.
        """
        if not self.is_open:
            return
        is_definition = bool(COMMITS_BEFORE.match(statement))
        if not is_definition and not re.match(r"(begin|commit)\b", statement, re.IGNORECASE):
            return
        if self._is_lost():
            self.roll_back()
            raise ProgrammingError(
                msg="stand-in: the failed statement before has taken back the whole transaction",
                errno=2998,
                sqlstate="0A000",
            )
        if is_definition:
            self._connection.commit()
            self.is_open = False

    def after(self, statement: str) -> None:
        """Notes what a statement that went well has begun or ended."""
        if BEGINS.match(statement):
            self.is_open = True
        elif ENDS.match(statement):
            self.is_open = False

    def roll_back(self) -> None:
        """Takes back what is open, if anything is."""
        self.is_open = False
        try:
            self._connection.rollback()
        except duckdb.TransactionException:
            return  # nothing was open: there is nothing to take back

    def _is_lost(self) -> bool:
        try:
            self._connection.execute("select 1")
        except duckdb.TransactionException:
            return True
        return False
