"""The verification ladder: what can be known about the Snowflake path without an account, in rising strength."""
