"""A Snowflake stand-in for tests: the real connector and adapter talk to it, and it says what it did not do."""

from standin.ledger import Disposition, Ledger, Statement
from standin.server import StandIn

__all__ = ["Disposition", "Ledger", "StandIn", "Statement"]
