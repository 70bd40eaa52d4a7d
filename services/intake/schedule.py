"""Door 3: what intake does when time passes: nothing yet; its promises are clocks of dispatch and followup."""

from services.intake.work import Work
from shared.timers.timers import Timers

TIMERS = Timers[Work]()
