"""Rivals of the simulated year: whoever else might plan it, each a `routing.simulation.strategy.Strategy`.

They know what our own plans know (`Known`), live in the same world, and are as diligent as their way of planning lets
them be. Two plan by hand, two ask our demand day by day and have another solver answer.
"""

from benchmarks.rivals.day_by_day import PlainOrTools, PyVrp
from benchmarks.rivals.fixed_journey import FixedJourney
from benchmarks.rivals.most_overdue import MostOverdueFirst

__all__ = ["FixedJourney", "MostOverdueFirst", "PlainOrTools", "PyVrp"]
