"""Tallies: records add to a balance per group, which never falls below a floor; thrown away after the tests."""

from dougong.spi import Plugin

from .again import AGAIN
from .audit import AUDIT
from .kind import KIND
from .marks import MARK
from .panel import LEVELS
from .steps import STEPS

plugin = Plugin(name="tally", kinds=(KIND,), functions=(MARK,), steps=STEPS, panels=(LEVELS,), routes=(AUDIT,),
                actions=(AGAIN,))
