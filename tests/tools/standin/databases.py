"""Databases as wholes: a clone of one, two that exchange their names, and one that goes.

DuckDB keeps a view's own database out of its text, so that a view reads the database in which it stands, whatever its
name. In Snowflake that holds for names without a database alone: a view that names the database in which it was made
would go on reading what bears that name. Neither a clone nor a swap of such a view is emulated; both are refused.
"""

import re
import threading
from typing import TYPE_CHECKING

import duckdb
import fakesnow.macros as macros
from fakesnow import info_schema
from snowflake.connector.errors import ProgrammingError

from standin.routes import TEXT_OR_COMMENT

if TYPE_CHECKING:
    from standin.grants import Grants

CLONE = re.compile(
    r"create\s+(?P<replace>or\s+replace\s+)?database\s+(?P<target>\w+)\s+clone\s+(?P<source>\w+)$", re.IGNORECASE
)
SWAP = re.compile(r"alter\s+database\s+(?P<one>\w+)\s+swap\s+with\s+(?P<other>\w+)$", re.IGNORECASE)
DROP = re.compile(r"drop\s+database\s+(?P<name>\w+)$", re.IGNORECASE)
# While two exchange their names, one of them bears none.
BETWEEN = "_FS_SWAPPED"
ADDED = ("_fs_tables_ext", "_fs_columns_ext")


class Databases:
    """What one stand-in knows of its databases beside what DuckDB knows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, grants: "Grants") -> None:
        self._connection = connection
        self._grants = grants
        self._naming_their_own: set[str] = set()
        self._lock = threading.Lock()

    def view_created(self, full_name: str, statement: str) -> None:
        """Notes whether the view of that full name names its own database."""
        database = full_name.split(".")[0]
        query = re.split(r"\bas\b", TEXT_OR_COMMENT.sub("''", statement), maxsplit=1, flags=re.IGNORECASE)[-1]
        names_it = re.search(rf"(?<![\w.$]){database}\s*\.", query, re.IGNORECASE)
        with self._lock:
            (self._naming_their_own.add if names_it else self._naming_their_own.discard)(full_name)

    def clone(self, statement: str, role: str) -> str:
        """Makes a database with what stands in another one, and answers as Snowflake does."""
        match = CLONE.match(statement)
        if not match:
            raise _error(f"unexpected syntax: {statement[:80]}")
        source, target = match["source"].upper(), match["target"].upper()
        with self._lock:
            self._require(source)
            if source == target:
                raise _error(f"database {source} cannot be a clone of itself")
            if not self._grants.may_make_databases(role):
                raise _error(f"Insufficient privileges to operate on account: {role} may not CREATE DATABASE")
            if not self._grants.may_use_database(role, source):
                raise _error(f"Database '{source}' does not exist or not authorized for {role}")
            if there := self._holds(target):
                if not match["replace"]:
                    raise _error(f"Object '{target}' already exists.")
                self._require_owner(role, target)
            self._require_movable(source)
            if there:
                self._connection.execute(f"detach {target}")
                self._grants.dropped(target)
                self._forget(target)
            self._connection.execute(f"attach ':memory:' as {target}")
            self._connection.execute(f"copy from database {source} to {target}")
            self._describe(target)
            for table in ADDED:
                self._connection.execute(
                    f"insert into _fs_global._fs_information_schema.{table} by name "
                    f"select * replace ('{target}' as ext_table_catalog) "
                    f"from _fs_global._fs_information_schema.{table} where ext_table_catalog = '{source}'"
                )
            self._grants.cloned(source, target, owner=role)
        return f"Database {target} successfully created."

    def swap(self, statement: str, role: str) -> str:
        """Gives two databases each other's name, with all that was granted on them."""
        match = SWAP.match(statement)
        if not match:
            raise _error(f"unexpected syntax: {statement[:80]}")
        one, other = match["one"].upper(), match["other"].upper()
        with self._lock:
            if one == other:
                raise _error(f"database {one} cannot be swapped with itself")
            for name in (one, other):
                self._require(name)
                self._require_owner(role, name)
                self._require_movable(name)
            for old, new in ((one, BETWEEN), (other, one), (BETWEEN, other)):
                self._connection.execute(f"alter database {old} set alias to {new}")
                for table in ADDED:
                    self._connection.execute(
                        f"update _fs_global._fs_information_schema.{table} set ext_table_catalog = '{new}' "
                        f"where ext_table_catalog = '{old}'"
                    )
            self._describe(one)
            self._describe(other)
            self._grants.swapped(one, other)
        return "Statement executed successfully."

    def drop(self, statement: str, role: str) -> str:
        """Takes a database away from whoever owns it."""
        match = DROP.match(statement)
        if not match:
            raise _error(f"unexpected syntax: {statement[:80]}")
        name = match["name"].upper()
        with self._lock:
            self._require(name)
            self._require_owner(role, name)
            self._connection.execute(f"detach {name}")
            self._grants.dropped(name)
            self._forget(name)
        return f"{name} successfully dropped."

    def _describe(self, name: str) -> None:
        """The emulator's information schema of a database has its name in its text."""
        self._connection.execute(f"drop schema if exists {name}._fs_information_schema cascade")
        self._connection.execute(info_schema.per_db_creation_sql(name))
        self._connection.execute(macros.creation_sql(name))

    def _holds(self, name: str) -> bool:
        found = self._connection.execute("select 1 from duckdb_databases() where upper(database_name) = ?", [name])
        return found.fetchone() is not None

    def _forget(self, name: str) -> None:
        for table in ADDED:
            self._connection.execute(
                f"delete from _fs_global._fs_information_schema.{table} where ext_table_catalog = '{name}'"
            )
        self._naming_their_own = {view for view in self._naming_their_own if not view.startswith(f"{name}.")}

    def _require(self, name: str) -> None:
        if not self._holds(name):
            raise _error(f"Database '{name}' does not exist or not authorized.")

    def _require_owner(self, role: str, name: str) -> None:
        if not self._grants.owns_database(role, name):
            raise _error(f"Insufficient privileges to operate on database '{name}': {role} does not own it")

    def _require_movable(self, name: str) -> None:
        there = self._connection.execute(
            "select upper(database_name || '.' || schema_name || '.' || view_name) from duckdb_views() "
            "where upper(database_name) = ?",
            [name],
        ).fetchall()
        # Those of dbt's that end with their session are gone by then.
        if found := sorted(self._naming_their_own & {view for (view,) in there}):
            raise _error(f"stand-in: not emulated: {found[0]} names its own database: under another name it reads this")


def _error(message: str) -> ProgrammingError:
    return ProgrammingError(msg=message, errno=3001, sqlstate="42501")
