"""The landing zone: the interface contract, the deliveries and the checks before loading."""
