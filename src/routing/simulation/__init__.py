"""A year played day by day: plans made as they are in life, driven through a world that does not keep to them."""
