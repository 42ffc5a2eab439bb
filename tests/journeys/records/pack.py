"""A small trade to try the records on: clients in regions, orders with lines, bills, a stock that only steps write."""

BOOK = {
    "pack.yaml": "{kind: pack, name: book, format: 1, version: 1.0.0, label: Book, language: en, requires: [system]}",
    "objects/area.yaml": """
kind: object
name: area
label: Area
title: "{name}"
fields:
  name:  {type: text, label: Name, required: true, unique: true}
  above: {type: tree, label: Above}
""",
    "objects/client.yaml": """
kind: object
name: client
label: Client
title: "{name}"
fields:
  name:   {type: text, label: Name, required: true, unique: true}
  level:  {type: choice, label: Level, options: [gold, silver], default: silver}
  credit: {type: money, label: Credit, default: 0}
  area:   {type: link, to: area, label: Area}
  active: {type: flag, label: Active, default: true}
  since:  {type: date, label: Since}
  seen:   {type: moment, label: Seen}
  tags:   {type: tags, label: Tags}
  notes:  {type: note, label: Notes}
""",
    "objects/ware.yaml": """
kind: object
name: ware
label: Ware
title: "{name}"
fields:
  name:  {type: text, label: Name, required: true}
  price: {type: price, label: Price}
  kind:  {type: choice, label: Kind, options: [good, service], default: good}
""",
    "objects/sale.yaml": """
kind: object
name: sale
label: Sale
title: "{number} {reference}"
number: {pattern: "SO{day:%Y%m}-{seq:4}", take: create}
fields:
  client:    {type: link, to: client, label: Client, required: true, where: active}
  day:       {type: date, label: Day, required: true, default: "=today()"}
  due:       {type: date, label: Due, required: "closed"}
  credit:    {type: money, label: Credit, copy: client.credit}
  area:      {type: link, to: area, label: Area, copy: client.area}
  rate:      {type: decimal, places: 4, label: Rate, default: 1}
  discount:  {type: percent, label: Discount, default: 0}
  reason:    {type: text, label: Reason, visible: "discount > 10", required: "discount > 10"}
  hint:      {type: text, label: Hint, visible: "discount > 10", keep: true}
  closed:    {type: flag, label: Closed, default: false}
  fixed:     {type: text, label: Fixed, readonly: closed}
  reference: {type: text, label: Reference}
  watchers:  {type: links, to: client, label: Watchers}
  about:     {type: any-link, label: About}
  lines:     {type: lines, of: sale_line, label: Lines, max: 50}
  goods:     {type: money, label: Goods, formula: "sum(lines.amount, ware.kind == 'good')"}
  net:       {type: money, label: Net, formula: "sum(lines.amount)"}
  total:     {type: money, label: Total, formula: "net * (100 - discount) / 100"}
  left:      {type: integer, label: Days left, formula: "due - today()"}
  level:     {type: text, label: Level, formula: "client.level"}
  room:      {type: money, label: Room, formula: "client.credit - total"}
checks:
  due_later: {must: "due is None or due >= day", message: {en: Due before its day, zh-Hans: 到期早于日期}}
  in_credit: {must: "credit is None or credit == 0 or total <= credit", message: Above the credit, level: warning}
unique:
  reference: {fields: [client, reference], message: This reference exists}
""",
    "objects/sale_line.yaml": """
kind: object
name: sale_line
label: Line
parent: sale
title: "{item}"
fields:
  item:   {type: text, label: Item, required: true}
  ware:   {type: link, to: ware, label: Ware}
  qty:    {type: quantity, label: Quantity, required: true}
  price:  {type: price, label: Price, copy: ware.price}
  amount: {type: money, label: Amount, formula: "qty * price * parent.rate"}
  part:   {type: percent, label: Part, formula: "amount / parent.net * 100"}
checks:
  positive: {must: "qty > 0", message: A quantity is above zero}
""",
    "objects/bill.yaml": """
kind: object
name: bill
label: Bill
title: "{number}"
number: {pattern: "B{day:%Y}-{seq:3}", take: post, gapless: true}
fields:
  day:    {type: date, label: Day, required: true}
  posted: {type: flag, label: Posted, default: false}
  text:   {type: text, label: Text}
""",
    "objects/pledge.yaml": """
kind: object
name: pledge
label: Pledge
title: "{kind}"
fields:
  kind:   {type: text, label: Kind}
  amount: {type: money, label: Amount, currency: area}
  area:   {type: link, to: area, label: Currency}
""",
    "objects/memo.yaml": """
kind: object
name: memo
label: Memo
title: "{text}"
fields:
  about: {type: any-link, label: About}
  text:  {type: text, label: Text}
""",
    "objects/stock.yaml": """
kind: object
name: stock
label: Stock
title: "{place}"
access: engine
history: none
fields:
  ware:  {type: link, to: ware, label: Ware}
  place: {type: text, label: Place}
  qty:   {type: quantity, label: Quantity}
unique:
  key: {fields: [ware, place]}
""",
}
