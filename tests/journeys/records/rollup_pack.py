"""A club and what points to it, on which rollups of every mode are tried: gifts by link, visits by any-link, items by
the lines of another record; tips are taken anew alone, so that nothing else locks the club. Of the items of a deal
some are taken: formulas of items and of the deal follow."""

CLUB = {
    "pack.yaml": "{kind: pack, name: club, format: 1, version: 1.0.0, label: Club, language: en, requires: [system]}",
    "objects/club.yaml": """
kind: object
name: club
label: Club
title: "{name}"
fields:
  name:      {type: text, label: Name, required: true}
  top:       {type: money, label: Limit, default: 100}
  given:     {type: money, rollup: {of: gift, via: club, take: sum(amount), where: "state == 'paid'"}}
  gifts:     {type: integer, rollup: {of: gift, via: club, take: count()}}
  first_day: {type: date, rollup: {of: gift, via: club, take: min(day)}}
  mean:      {type: money, rollup: {of: gift, via: club, take: avg(amount)}}
  thirds:    {type: money, rollup: {of: gift, via: club, take: sum(amount / 3)}}
  overdue:   {type: integer, rollup: {of: gift, via: club, take: count(), where: "day < today()"}}
  kept:      {type: money, rollup: {of: gift, via: club, take: sum(amount), where: "state == 'paid'", mode: delta}}
  kept_gifts: {type: integer, rollup: {of: gift, via: club, take: count(), mode: delta}}
  kept_thirds: {type: money, rollup: {of: gift, via: club, take: sum(amount / 3), mode: delta}}
  kept_first: {type: date, rollup: {of: gift, via: club, take: min(day), mode: recompute}}
  kept_mean: {type: money, rollup: {of: gift, via: club, take: avg(amount), mode: recompute}}
  newest:    {type: money, rollup: {of: gift, via: club, take: latest(amount), order: [-day]}}
  kept_newest: {type: money, rollup: {of: gift, via: club, take: latest(amount), order: [-day], mode: recompute}}
  standing:
    type: choice
    options: [open, paid]
    rollup: {of: gift, via: club, take: latest(state), where: "amount is not None"}
  kept_standing:
    type: choice
    options: [open, paid]
    rollup: {of: gift, via: club, take: latest(state), where: "amount is not None", mode: recompute}
  in_bag:    {type: quantity, rollup: {of: bag_item, via: club, take: latest(qty), order: [parent.name, -qty]}}
  lately:    {type: money, formula: "kept_newest * 2"}
  kept_room: {type: money, formula: "top - kept"}
  room_left: {type: percent, formula: "kept_room / top * 100"}
  room:      {type: money, formula: "top - given"}
  mood:      {type: text, formula: "'full' if kept_room <= 0 else 'open'"}
  visits:    {type: integer, rollup: {of: visit, via: about, take: count()}}
  last_visit: {type: moment, rollup: {of: visit, via: about, take: max(at), mode: recompute}}
  kept_visits: {type: integer, rollup: {of: visit, via: about, take: count(), mode: delta}}
  sold:      {type: quantity, rollup: {of: bag_item, via: club, take: sum(qty)}}
  tips:      {type: money, rollup: {of: tip, via: club, take: sum(amount)}}
  kept_tips: {type: money, rollup: {of: tip, via: club, take: sum(amount), mode: recompute}}
  kept_sold: {type: quantity, rollup: {of: bag_item, via: club, take: sum(qty), mode: delta}}
""",
    "objects/gift.yaml": """
kind: object
name: gift
label: Gift
plural: Gifts
title: "{day}"
fields:
  club:   {type: link, to: club, label: Club}
  day:    {type: date, label: Day, required: true}
  amount: {type: money, label: Amount}
  state:  {type: choice, label: State, options: [open, paid], default: open}
  spare:  {type: money, label: Spare, formula: "club.kept_room"}
""",
    "objects/deal.yaml": """
kind: object
name: deal
label: Deal
title: "{name}"
fields:
  name:  {type: text, label: Name}
  club:  {type: link, to: club, label: Club}
  items: {type: lines, of: deal_item, label: Items}
  open:  {type: quantity, label: Open, formula: "sum(items.left)"}
  done:  {type: flag, label: Done, formula: "open <= 0"}
  size:  {type: quantity, label: Size, formula: "sum(items.qty)"}
  free:  {type: money, label: Free, formula: "club.kept_room + club.room"}
""",
    "objects/deal_item.yaml": """
kind: object
name: deal_item
label: Deal item
parent: deal
fields:
  qty:   {type: quantity, label: Quantity, required: true}
  taken: {type: quantity, label: Taken, rollup: {of: taking, via: item, take: sum(qty), mode: delta}}
  last:  {type: quantity, label: Largest, rollup: {of: taking, via: item, take: max(qty), mode: recompute}}
  left:  {type: quantity, label: Left, formula: "qty - taken"}
""",
    "objects/taking.yaml": """
kind: object
name: taking
label: Taking
fields:
  item: {type: link, to: deal_item, label: Item}
  qty:  {type: quantity, label: Quantity, required: true}
""",
    "objects/tip.yaml": """
kind: object
name: tip
label: Tip
fields:
  club:   {type: link, to: club, label: Club}
  amount: {type: money, label: Amount}
""",
    "objects/visit.yaml": """
kind: object
name: visit
label: Visit
title: "{at}"
fields:
  about: {type: any-link, label: About}
  at:    {type: moment, label: At, required: true}
""",
    "objects/bag.yaml": """
kind: object
name: bag
label: Bag
title: "{name}"
fields:
  name:  {type: text, label: Name}
  items: {type: lines, of: bag_item, label: Items}
""",
    "objects/bag_item.yaml": """
kind: object
name: bag_item
label: Item
parent: bag
fields:
  club: {type: link, to: club, label: Club}
  qty:  {type: quantity, label: Quantity}
""",
}
