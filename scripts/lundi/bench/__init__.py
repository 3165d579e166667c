"""How long the steps of `lundi` take and how much memory they need, on made-up deliveries of known size."""
