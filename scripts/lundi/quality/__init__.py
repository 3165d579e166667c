"""Quality gates: what is delivered is held against its contract before the build, what leaves before it leaves."""
