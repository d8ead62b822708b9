"""Plans of field visits: which customers to visit on a day, in which order, and why."""

__version__ = "0.1.0"
