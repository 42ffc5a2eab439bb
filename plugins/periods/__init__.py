"""Periods: of records that say the same of something, one holds on any day (R128)."""

from dougong.spi import Plugin

from .kind import KIND
from .steps import ADVICE, STEPS

plugin = Plugin(name="periods", kinds=(KIND,), steps=STEPS, advice=(ADVICE,))
