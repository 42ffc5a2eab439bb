"""One word for one thing: what Chinese readers are told keeps to a glossary, and nobody is told a program's words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dougong.resources import templates

ROOT = Path(__file__).parents[3]
WORDS = [*templates().with_name("i18n").glob("zh-*.json"), *ROOT.glob("platform/dougong/kernel/messages/zh-*.json"),
         *ROOT.glob("platform/dougong/access/letters/zh-*.json"),
         *ROOT.glob("metadata/*/i18n/zh-*.yaml")]
#: Words of the mainland and of other programs, with the word of Taiwan and Hong Kong we say.
TRADITIONAL = {
    "賬": "帳", "登入名": "帳號", "轉交": "轉移", "聯繫": "聯絡", "合同": "合約", "默認": "預設",
    "用戶": "使用者", "字段": "欄位", "短信": "簡訊", "質量": "品質", "郵箱": "電子郵件", "保存": "儲存",
    "視圖": "檢視", "函數": "函式", "列表": "清單", "分享": "共用", "共享": "共用", "當前": "目前",
    "優先級": "優先順序", "拖動": "拖曳", "計劃": "計畫", "導入": "匯入", "導出": "匯出", "數據": "資料",
    "文件": "檔案", "搜索": "搜尋", "創建": "建立", "菜單": "選單", "設置": "設定", "服務器": "伺服器",
    "網絡": "網路", "信息": "資訊", "打印": "列印", "登錄": "登入", "鏈接": "連結", "添加": "新增",
    "默許": "預設", "消息": "訊息", "激活": "啟用", "啓": "啟", "裏": "裡", "程序": "程式",
    "軟件": "軟體", "模板": "範本",
}
#: Words for things that have another one here.
SIMPLIFIED = {"帐号": "账号", "电子邮件": "邮箱", "转让": "转移", "转交": "转移", "分享": "共享", "登录名": "账号",
              "缺省": "默认"}
#: One speaks to people as to colleagues.
BOTH = {"您": "你"}
PROGRAMS = re.compile(r"\b(null|predicate|boolean|tuple|regex|traceback|exception|payload)\b", re.IGNORECASE)


def spoken(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what a file of words says, each text with its key."""
    if path.suffix == ".yaml":
        for line in path.read_text("utf-8").splitlines():
            key, _, text = line.partition(": ")
            yield key, text
        return
    for key, phrase in json.loads(path.read_text("utf-8")).items():
        yield from ((key, text) for text in ([phrase] if isinstance(phrase, str) else phrase.values()))


@pytest.mark.parametrize("path", WORDS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_one_word_for_one_thing(path: Path) -> None:
    glossary = {**BOTH, **(TRADITIONAL if "zh-Hant" in path.name else SIMPLIFIED)}
    assert [(key, wrong, right) for key, text in spoken(path) for wrong, right in glossary.items()
            if wrong in text] == []


def test_nobody_is_told_a_programs_words() -> None:
    """But where a definition is typed, whose words these are."""
    typed = {"rule.gives_hint"}
    screens = templates().with_name("i18n").glob("*.json")
    assert [(path.name, key) for path in screens for key, text in spoken(path)
            if key not in typed and PROGRAMS.search(re.sub(r"\{[a-z_]*\}", "", text))] == []
