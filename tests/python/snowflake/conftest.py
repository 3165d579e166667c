"""A stand-in account for the tests of this folder."""

from standin_account import account, empty_account, private_key, shared_account  # noqa: F401
