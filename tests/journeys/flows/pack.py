"""Demands with transitions of every kind: for roles, by a named right, guarded, asking, by itself, by approval."""

OBJECT = """
kind: object
name: demand
label: {en: Demand, zh-Hans: 申请, zh-Hant: 申請}
plural: {en: Demands, zh-Hans: 申请, zh-Hant: 申請}
fields:
  name:   {type: text, label: Name, required: true}
  amount: {type: decimal, label: Amount, places: 2, default: 0}
  remark: {type: text, label: Remark}
  why:    {type: text, label: Why, class: secret}
  agreed_at: {type: moment, label: Agreed at, readonly: true}
  price:  {type: decimal, places: 2, label: Price, readonly: true, visible: "state != 'void'"}
  taxed:  {type: decimal, places: 2, label: Taxed, formula: "price * 2"}
  due:    {type: date, label: Due, required: "state not in ('draft', 'void')"}
  parts:  {type: lines, of: demand_part, label: Parts}
  total:  {type: decimal, places: 2, label: Total, formula: "sum(parts.amount)"}
  state:
    type: choice
    label: {en: State, zh-Hans: 状态, zh-Hant: 狀態}
    options:
      draft:  {label: {en: Draft, zh-Hans: 草稿, zh-Hant: 草稿}, tone: gray}
      asked:  {label: {en: Asked, zh-Hans: 已提交, zh-Hant: 已提交}, tone: ochre}
      agreed: {label: {en: Agreed, zh-Hans: 已同意, zh-Hant: 已同意}, tone: blue}
      over:   {label: {en: Over, zh-Hans: 完成, zh-Hant: 完成}, tone: pine}
      void:   {label: {en: Void, zh-Hans: 作废, zh-Hant: 作廢}, tone: cinnabar}
"""
PART = """
kind: object
name: demand_part
label: Part
parent: demand
fields:
  name:   {type: text, label: Name}
  amount: {type: decimal, label: Amount, places: 2, default: 0}
  note:   {type: text, label: Note}
"""
FLOW = """
kind: workflow
name: demand
object: demand
states:
  draft:  {initial: true}
  asked:  {locked: {except: [remark, parts.note]}}
  agreed: {locked: {only: [amount, parts]}, import: true}
  over:   {final: true, locked: all}
  void:   {final: true, locked: all}
transitions:
  ask:
    label: {en: Ask, zh-Hans: 提交, zh-Hant: 提交}
    from: draft
    to: asked
    when: "count(parts) > 0"
    message: {en: It has no parts yet, zh-Hans: 还没有明细, zh-Hant: 還沒有明細}
    require: [due]
  agree:   {label: {en: Agree, zh-Hans: 同意, zh-Hant: 同意}, from: asked, to: agreed, roles: [checker],
            set: {agreed_at: "=now()", price: "=total / 3"}}
  back:    {label: {en: Back, zh-Hans: 退回, zh-Hant: 退回}, from: [asked, agreed], to: draft, roles: [checker],
            set: {agreed_at: null}}
  end:
    {label: {en: End, zh-Hans: 完成, zh-Hant: 完成}, from: agreed, to: over, by: automatic, when: "remark == 'done'"}
  decide:  {label: {en: Decide, zh-Hans: 审批, zh-Hant: 審批}, from: asked, to: agreed, by: approval}
  void:
    label: {en: Void, zh-Hans: 作废, zh-Hant: 作廢}
    from: [draft, asked, agreed]
    to: void
    require: [why]
    question: {en: It will be void for good, zh-Hans: 将永久作废, zh-Hant: 將永久作廢}
"""
DEARER = """
kind: rule
name: dearer
label: Dearer
object: demand
on:
  button:
    label: {en: Raise, zh-Hans: 加价, zh-Hant: 加價}
    question: {en: It becomes dearer, zh-Hans: 将会更贵, zh-Hant: 將會更貴}
    message: {en: It is dear already, zh-Hans: 已经够贵, zh-Hant: 已經夠貴}
when: amount < 2
do:
  - {name: more, set: {amount: "=amount + 1"}}
"""
MAKER = """
kind: role
name: maker
label: {en: Maker, zh-Hans: 申请人, zh-Hant: 申請人}
grants:
  own: {on: [demand], may: [read, create, update, archive], scope: own, show: all}
"""
CHECKER = """
kind: role
name: checker
label: {en: Checker, zh-Hans: 审核人, zh-Hant: 審核人}
grants:
  all: {on: [demand], may: [read], do: [agree, back], scope: all}
"""
FLOWS = {"pack.yaml": "{kind: pack, name: flows, format: 1, version: 1.0.0, label: Flows, language: en,"
         " requires: [system]}",
         "objects/demand.yaml": OBJECT, "objects/demand_part.yaml": PART, "workflows/demand.yaml": FLOW,
         "rules/dearer.yaml": DEARER, "roles/maker.yaml": MAKER, "roles/checker.yaml": CHECKER}
