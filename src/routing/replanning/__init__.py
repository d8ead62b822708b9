"""Replanning on the road (R21): the rest of a day planned again from where everybody is, with least change.

What happens is worked into the territory, the question of the day is asked again from now on, and the plan in hand is
what the search begins from and is held to. The answer is a plan like any other, checked, with what changed and why,
whom to tell, and what is handed on to later days.
"""

from routing.replanning.answer import HandedOn, Message, Replan
from routing.replanning.replan import REPLAN_LIMITS, replan

__all__ = ["REPLAN_LIMITS", "HandedOn", "Message", "Replan", "replan"]
