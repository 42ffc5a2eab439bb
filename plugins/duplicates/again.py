"""The action `look_again`: of a record nobody was warned of as it was written (it came by a form of the web, an import,
another program), people hear that it may be there already."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.spi import Action, Argument, Errand, To, beyond

from .kind import column
from .look import having, is_watched

TEXT: Final[Mapping[str, str]] = {
    "en": "Perhaps {title} is there already. Records with the same name or number: {n}",
    "zh-Hans": "{title} 可能已存在：名称或号码相同的记录有 {n} 条",
    "zh-Hant": "{title} 可能已存在：名稱或號碼相同的記錄有 {n} 筆",
}
#: Who may hear of it, by the word a rule says.
WHOM: Final[Mapping[str, To]] = {
    "owner": To(fields=("owner",)), "head": To(heads=("owner",)), "followers": To(followers=True)}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "owner": {"en": "whose it is", "zh-Hans": "负责人", "zh-Hant": "負責人"},
    "head": {"en": "the head of whose it is", "zh-Hans": "负责人的主管", "zh-Hant": "負責人的主管"},
    "followers": {"en": "followers", "zh-Hans": "关注者", "zh-Hant": "關注者"},
}


def look_again(errand: Errand) -> None:
    """Tell people how many records have a key of this one; which they are, nobody is told here: they look at it by
    their own rights."""
    draft, engine = errand.record, beyond(errand.work.context)
    found = set[tuple[str, int]]()
    for rule in draft.rules.object.extra["duplicate"]:
        keys = {key["name"]: held for key in rule["keys"] if (held := draft.values[column(key["name"])]) is not None}
        found |= {place for _, place in having(lambda asked: errand.work.ask(engine, asked), rule, draft, keys)}
    if found:
        text = {language: said.replace("{n}", str(len(found))) for language, said in TEXT.items()}
        errand.tell(text, WHOM[str(errand.args["tell"])])


LABEL: Final = {"en": "Look whether it is there already", "zh-Hans": "再查一次重", "zh-Hant": "再查一次重"}
_OPTIONS: Final[Mapping[str, Any]] = {name: {"label": label} for name, label in _WORDS.items()}
LOOK_AGAIN: Final = Action("look_again", LABEL, (Argument(
    name="tell", label={"en": "Tell", "zh-Hans": "告诉谁", "zh-Hant": "告訴誰"}, type="choice",
    options={"options": _OPTIONS}, required=True),), is_watched, look_again)
