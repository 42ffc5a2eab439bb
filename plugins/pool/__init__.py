"""Pools: records nobody owns, which people take within limits and give back (R033, R034, PC04)."""

from dougong.spi import Plugin

from .hurdle import LIMITS
from .kind import KIND
from .panel import STANDING
from .steps import STEPS

plugin = Plugin(name="pool", kinds=(KIND,), steps=STEPS, advice=(LIMITS,), panels=(STANDING,))
