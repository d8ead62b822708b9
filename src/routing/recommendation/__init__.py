"""What to offer: times for an appointment with a customer, and days for a visit that is to be added by a deadline."""

from routing.recommendation.days import recommend_days
from routing.recommendation.no_time import why_no_time
from routing.recommendation.offer import DayOffer, TimeOffer, take
from routing.recommendation.times import recommend_times

__all__ = ["DayOffer", "TimeOffer", "recommend_days", "recommend_times", "take", "why_no_time"]
