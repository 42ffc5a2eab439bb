"""Duplicates: records that stand for the same thing in the world are not made twice, and what looks alike is shown
before it is saved (PC01, PC02, R027)."""

from dougong.spi import Plugin

from .again import LOOK_AGAIN
from .keys import FUNCTIONS
from .kind import KIND
from .look import DUPLICATES

plugin = Plugin(name="duplicates", kinds=(KIND,), functions=FUNCTIONS, advice=(DUPLICATES,),
                actions=(LOOK_AGAIN,))
