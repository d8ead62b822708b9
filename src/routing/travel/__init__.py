"""How long it takes to get from place to place."""
