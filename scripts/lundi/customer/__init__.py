"""The customers: how well the matching finds who is who, measured on sets whose truth is known."""
