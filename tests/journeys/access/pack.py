"""A small trade in which not everybody may see everything: deals of sellers, with costs and secret notes."""

DEALS = {
    "pack.yaml": "kind: pack\nname: deals\nformat: 1\nversion: 0.1.0\nlabel: Deals\nlanguage: en\nrequires: [system]\n",
    "objects/firm.yaml": """
kind: object
name: firm
label: Firm
title: "{name}"
fields:
  name:   {type: text, label: Name, length: 60, required: true}
  level:  {type: choice, label: Level, options: {a: A, b: B}, default: a}
  credit: {type: money, label: Credit, class: cost}
  worth:  {type: money, label: Worth, rollup: {of: deal, via: firm, take: sum(price)}}
""",
    "objects/deal.yaml": """
kind: object
name: deal
label: Deal
title: "{name}"
merge: true
fields:
  name:   {type: text, label: Name, length: 60, required: true}
  code:   {type: text, label: Code, length: 20, unique: true}
  firm:   {type: link, label: Firm, to: firm, goes_along: "state == 'open'"}
  price:  {type: money, label: Price, default: 1}
  cost:   {type: money, label: Cost, class: cost}
  gain:   {type: money, label: Gain, formula: "price - cost", class: cost}
  secret: {type: text, label: Secret, length: 60}
  good:   {type: flag, label: Good, formula: "firm.level == 'a'"}
  before: {type: link, label: Before, to: deal}
  state:  {type: choice, label: State, options: {open: Open, done: Done}, default: open}
  parts:  {type: lines, label: Parts, of: deal_part}
""",
    "objects/deal_part.yaml": """
kind: object
name: deal_part
label: Part
parent: deal
fields:
  item: {type: text, label: Item, length: 40}
  qty:  {type: integer, label: Qty, default: 1}
  cost: {type: money, label: Cost, class: cost}
""",
    "objects/note.yaml": """
kind: object
name: note
label: Note
title: "{text}"
fields:
  text: {type: text, label: Text, length: 60, required: true}
  deal: {type: link, label: Deal, to: deal, on_delete: restrict, goes_along: true}
""",
    "objects/pledge.yaml": """
kind: object
name: pledge
label: Pledge
title: "{name}"
fields:
  name:  {type: text, label: Name, length: 60, required: true}
  seal:  {type: text, label: Seal, length: 60, required: "name == 'sealed'"}
  mark:  {type: text, label: Mark, length: 60, unique: true, default: "=name"}
  parts: {type: lines, label: Parts, of: pledge_part}
""",
    "objects/pledge_part.yaml": """
kind: object
name: pledge_part
label: Pledge part
parent: pledge
fields:
  item: {type: text, label: Item, length: 40}
  wax:  {type: text, label: Wax, length: 40, required: "item == 'sealed'"}
""",
    "roles/staff.yaml": """
kind: role
name: staff
label: Staff
grants:
  people: {on: [user, unit], may: [read], scope: all, fields: {email: hidden}}
""",
    "roles/seller.yaml": """
kind: role
name: seller
label: Seller
includes: [staff]
grants:
  deals: {on: [deal], may: [read, create, update, archive, restore, export, print, share, assign], scope: own,
          fields: {secret: hidden, state: read}}
  shared: {on: [deal, firm], may: [read, update, export], scope: shared, fields: {secret: hidden, worth: hidden}}
  firms: {on: [firm], may: [read, create], scope: own, fields: {worth: hidden}}
  notes: {on: [note], may: [read, create, update, archive], scope: all, where: "deal is None or deal.owner == me"}
  pledges: {on: [pledge], may: [read, create, update, import], scope: all,
            fields: {seal: hidden, mark: hidden, parts.wax: hidden}}
""",
    "roles/chief.yaml": """
kind: role
name: chief
label: Chief
includes: [staff]
grants:
  deals: {on: [deal], may: [read, update, share, assign], scope: unit_tree, show: [cost], fields: {secret: hidden}}
  firms: {on: [firm], may: [read], scope: all}
""",
    "roles/head.yaml": """
kind: role
name: head
label: Head
grants:
  deals: {on: [deal], may: [read, share], scope: subordinates}
""",
    "roles/looker.yaml": """
kind: role
name: looker
label: Looker
grants:
  every: {on: [deal], may: [read], scope: all, others: hidden, fields: {name: read, price: read}}
  own:   {on: [deal], may: [read, update], scope: own, show: all}
""",
    "roles/closer.yaml": """
kind: role
name: closer
label: Closer
grants:
  due: {on: [deal], may: [read, update], scope: all, where: "price > 100", others: read,
        fields: {state: edit, secret: hidden, before: hidden}}
""",
    "roles/junior.yaml": """
kind: role
name: junior
label: Junior
grants:
  small: {on: [deal], may: [read, create, update], scope: all, where: "price < 10"}
""",
    "roles/auditor.yaml": """
kind: role
name: auditor
label: Auditor
grants:
  all: {on: all, may: [read, export], scope: all, show: all}
""",
    "roles/boss.yaml": "kind: role\nname: boss\nlabel: Boss\nadministrator: true\n",
}
