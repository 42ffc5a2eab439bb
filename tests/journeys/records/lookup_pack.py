"""A shop in which a sale looks up what nobody wants to type: the clerk who sells, the rate of the day, how many pieces
are in a box, a price by buyer and quantity, and what this buyer paid last."""

SHOP = {
    "pack.yaml": "{kind: pack, name: shop, format: 1, version: 1.0.0, label: Shop, language: en, requires: [system]}",
    "objects/coin.yaml": """
kind: object
name: coin
label: Coin
title: "{code}"
fields:
  code: {type: text, label: Code, required: true}
  base: {type: flag, label: Base, default: false}
""",
    "objects/day_rate.yaml": """
kind: object
name: day_rate
label: Rate
title: "{day}"
fields:
  coin: {type: link, to: coin, label: Coin, required: true}
  day:  {type: date, label: Day, required: true}
  rate: {type: rate, label: Rate, required: true}
""",
    "objects/measure.yaml": """
kind: object
name: measure
label: Measure
title: "{name}"
fields:
  name: {type: text, label: Name, required: true}
""",
    "objects/ware.yaml": """
kind: object
name: ware
label: Ware
title: "{name}"
fields:
  name:    {type: text, label: Name, required: true}
  measure: {type: link, to: measure, label: Measure}
  price:   {type: price, label: Price}
  packs:   {type: lines, of: ware_pack, label: Packs}
""",
    "objects/ware_pack.yaml": """
kind: object
name: ware_pack
label: Pack
parent: ware
fields:
  measure: {type: link, to: measure, label: Measure, required: true}
  factor:  {type: rate, label: Factor, required: true}
""",
    "objects/buyer.yaml": """
kind: object
name: buyer
label: Buyer
title: "{name}"
fields:
  name:  {type: text, label: Name, required: true}
  level: {type: text, label: Level}
  coin:  {type: link, to: coin, label: Coin, lookup: [{of: coin, where: base}]}
  book:  {type: link, to: book, label: Book}
""",
    "objects/book.yaml": """
kind: object
name: book
label: Price book
title: "{name}"
fields:
  name:   {type: text, label: Name, required: true}
  level:  {type: text, label: Level}
  since:  {type: date, label: Since}
  prices: {type: lines, of: book_price, label: Prices}
""",
    "objects/book_price.yaml": """
kind: object
name: book_price
label: Price
parent: book
fields:
  ware:  {type: link, to: ware, label: Ware, required: true}
  least: {type: quantity, label: From, default: 0}
  price: {type: price, label: Price, required: true}
""",
    "objects/clerk.yaml": """
kind: object
name: clerk
label: Clerk
title: "{name}"
fields:
  name:    {type: text, label: Name, required: true}
  account: {type: user, label: Account}
  branch:  {type: link, to: branch, label: Branch}
""",
    "objects/branch.yaml": """
kind: object
name: branch
label: Branch
title: "{name}"
fields:
  name: {type: text, label: Name, required: true}
""",
    "objects/debt.yaml": """
kind: object
name: debt
label: Debt
title: "{part}"
fields:
  source: {type: any-link, label: Source}
  part:   {type: integer, label: Part, default: 1}
  void:   {type: flag, label: Void, default: false}
unique:
  once: {fields: [source, part], where: not void, message: This part is there already}
""",
    "objects/sale.yaml": """
kind: object
name: sale
label: Sale
title: "{day}"
fields:
  buyer:  {type: link, to: buyer, label: Buyer, required: true}
  clerk:  {type: link, to: clerk, label: Clerk, lookup: [{of: clerk, where: account == me}]}
  branch: {type: link, to: branch, label: Branch, copy: clerk.branch}
  day:    {type: date, label: Day, required: true, default: "=today()"}
  coin:   {type: link, to: coin, label: Coin, copy: buyer.coin}
  rate:
    type: rate
    label: Rate
    required: true
    lookup: [{of: day_rate, where: "coin == this.coin and day <= this.day", order: [-day], take: rate}]
    default: 1
  state: {type: choice, label: State, options: [draft, done], default: draft}
  lines: {type: lines, of: sale_line, label: Lines}
  total: {type: money, label: Total, formula: "round(sum(lines.amount) * rate, 2)"}
""",
    "objects/sale_line.yaml": """
kind: object
name: sale_line
label: Line
parent: sale
fields:
  ware:    {type: link, to: ware, label: Ware, required: true}
  measure: {type: link, to: measure, label: Measure, copy: ware.measure}
  factor:
    type: rate
    label: Factor
    lookup: [{of: ware_pack, where: "parent == this.ware and measure == this.measure", take: factor}]
    default: 1
  qty:     {type: quantity, label: Quantity, default: 1}
  price:
    type: price
    label: Price
    lookup:
      - of: book_price
        where: "parent == this.parent.buyer.book and ware == this.ware and least <= this.qty * this.factor"
        order: [-least]
        take: price * this.factor
      - of: book_price
        where: "parent.level == this.parent.buyer.level and ware == this.ware and least <= this.qty * this.factor"
        order: [-parent.since, -least]
        take: price * this.factor
    copy: ware.price
  source:
    type: choice
    label: Source
    options: [book, list, typed]
    default: "='list' if price == ware.price else 'book'"
  last:
    type: price
    label: Last price
    lookup:
      - of: sale_line
        where: "parent.buyer == this.parent.buyer and ware == this.ware and parent.state == 'done'"
        order: [-parent.day]
        take: price
  amount: {type: money, label: Amount, formula: "round(qty * price, 2)"}
""",
}
