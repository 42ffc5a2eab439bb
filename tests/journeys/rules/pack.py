"""A help desk that does much by itself: tickets with steps, tasks about them, clients that total."""

DESK = {
    "pack.yaml": "{kind: pack, name: desk, format: 1, version: 1.0.0, label: Desk, language: en, requires: [system]}",
    "objects/client.yaml": """
kind: object
name: client
label: Client
title: "{name}"
fields:
  name:  {type: text, label: Name, required: true}
  level: {type: choice, label: Level, options: [gold, silver], default: silver}
  calls: {type: integer, label: Calls, default: 0}
  last:  {type: text, label: Last}
""",
    "objects/ticket.yaml": """
kind: object
name: ticket
label: Ticket
title: "{subject}"
fields:
  subject: {type: text, label: Subject, required: true}
  client:  {type: link, to: client, label: Client}
  state:   {type: choice, label: State, options: [new, open, done], default: new}
  hours:   {type: decimal, label: Hours, places: 1}
  most:   {type: decimal, label: Most, places: 1}
  rank:    {type: integer, label: Rank}
  steps:   {type: lines, of: ticket_step, label: Steps}
""",
    "objects/ticket_step.yaml": """
kind: object
name: ticket_step
label: Step
parent: ticket
fields:
  what: {type: text, label: What, required: true}
  done: {type: flag, label: Done, default: false}
  done_at: {type: moment, label: Done at, readonly: true}
  due:  {type: date, label: Due}
  told: {type: flag, label: Told, readonly: true, default: false}
""",
    "objects/job.yaml": """
kind: object
name: job
label: Job
title: "{what}"
fields:
  what:  {type: text, label: What, required: true}
  about: {type: any-link, label: About}
  ticket:  {type: link, to: ticket, label: Case}
  day:   {type: date, label: Day}
  open:  {type: flag, label: Open, default: true}
""",
    "objects/chain.yaml": """
kind: object
name: chain
label: Chain
fields:
  name:  {type: text, label: Name, required: true}
  above: {type: link, to: chain, label: Above}
  total: {type: integer, label: Count, default: 0}
""",
    "rules/urgent.yaml": """
kind: rule
name: urgent
label: Urgent
object: ticket
on: {created: true, changed: [rank]}
when: rank >= 10
fire: on_rise
do:
  - {name: tell, notify: {to: {field: owner}, message: "Urgent: {title} has rank {rank}"}}
""",
    "i18n/zh-Hans.yaml": "rules.urgent.do.tell.message: 紧急：{title} 的级别为 {rank}\n",
    "rules/over_limit.yaml": """
kind: rule
name: over_limit
label: {en: Too long, zh-Hans: 超时}
object: ticket
on: {changed: [hours, most]}
when: "state != 'done' and hours > most"
fire: on_rise
do:
  - {name: warn, create: {object: job, values: {what: "=concat('Look at ', subject)", about: "=this", ticket: "=this",
                                                day: "=today() + days(3)"}}}
""",
    "rules/first_gold.yaml": """
kind: rule
name: first_gold
label: Gold client
object: ticket
on: {created: true}
when: "client.level == 'gold'"
do:
  - {name: rank, set: {rank: 1}}
  - {name: greet, add: {to: steps, values: {what: Call back}}}
  - {name: thank, create: {object: job, key: "thank/{client}", values: {what: Thank, about: "=this"}}}
""",
    "rules/step_done.yaml": """
kind: rule
name: step_done
label: Step is done
object: ticket_step
on: {created: true, changed: [done]}
when: "done and parent.subject != 'quiet'"
fire: on_rise
do:
  - {name: stamp, set: {done_at: "=now()"}}
  - {name: note, create: {object: job, key: "{id}", values: {what: "=concat('Did ', what)", about: "=parent",
                                                             ticket: "=parent"}}}
""",
    "rules/step_due.yaml": """
kind: rule
name: step_due
label: Step is due
object: ticket_step
on: {deadline: "due - days(1)"}
when: not done
do:
  - {name: tell, set: {told: true}}
""",
    "rules/counted.yaml": """
kind: rule
name: counted
label: Counted
object: ticket
on: {created: true, deleted: true}
when: "client is not None"
do:
  - {name: last, update: {via: client, values: {last: "=subject"}}}
""",
    "rules/closed.yaml": """
kind: rule
name: closed
label: Closed
object: ticket
on: {changed: [state]}
when: "state == 'done'"
do:
  - {name: jobs, update: {object: job, via: ticket, where: "open and day > today() - days(this.rank * 0 + 30)",
                          values: {open: false}}}
""",
    "rules/given_out.yaml": """
kind: rule
name: given_out
label: Given out
object: ticket
on: {created: true}
when: "subject == 'turn'"
do:
  - {name: turn, assign: {to: {role: agent}}}
""",
    "rules/least.yaml": """
kind: rule
name: least
label: Least busy
object: ticket
on: {created: true}
when: "subject == 'least'"
do:
  - {name: idle, assign: {to: {role: agent}, by: least_load, where: "state != 'done'"}}
""",
    "rules/told_once.yaml": """
kind: rule
name: told_once
label: Told once
object: client
on: {updated: true}
when: "calls > 2"
fire: once
do:
  - {name: tell, create: {object: job, values: {what: Often, about: "=this"}}}
""",
    "rules/as_user.yaml": """
kind: rule
name: as_user
label: As the user
object: client
on: {changed: [name]}
as: user
when: "name == 'mine'"
do:
  - {name: note, create: {object: job, values: {what: Mine}}}
""",
    "rules/as_system.yaml": """
kind: rule
name: as_system
label: As the system
object: client
on: {changed: [name]}
when: "name == 'ours'"
do:
  - {name: note, create: {object: job, values: {what: Ours}}}
""",
    "rules/up.yaml": """
kind: rule
name: up
label: Upward
object: chain
on: {changed: [total]}
when: "total > 0 and above is not None"
fire: on_rise
do:
  - {name: up, update: {via: above, values: {total: "=total"}}}
""",
    "roles/blind.yaml": """
kind: role
name: blind
label: Blind
grants:
  some: {on: [ticket], may: [read], scope: all, fields: {client: hidden}}
""",
    "roles/agent.yaml": """
kind: role
name: agent
label: Agent
grants:
  clients: {on: [client, ticket], may: [read, create, update], scope: all}
""",
    "rules/reminded.yaml": """
kind: rule
name: reminded
label: Three days before
object: job
on: {deadline: "day - days(3)"}
when: open
do:
  - {name: tell, create: {object: note, key: "{id}/{day}", values: {about: "=what", kind: before}}}
""",
    "rules/later.yaml": """
kind: rule
name: later
label: Later
object: ticket
on: {changed: [state]}
when: "state == 'open' and subject == 'later' and old.state != 'done'"
do:
  - {name: at_once, set: {rank: 5}}
  - {name: pause, wait: {until: "now() + days(3)"}}
  - {name: after, create: {object: job, values: {what: Later, about: "=this"}}}
  - {name: again, wait: {until: "now() + workdays(1)"}}
  - {name: last, set: {rank: 6}}
""",
    "rules/until_done.yaml": """
kind: rule
name: until_done
label: Until it is done
object: ticket
on: {created: true}
when: "subject == 'until'"
do:
  - {name: pause, wait: {for: "state == 'done'", until: "now() + days(10)"}}
  - {name: mark, set: {rank: 7}}
""",
    "rules/day_before.yaml": """
kind: rule
name: day_before
label: The day before
object: job
on: {changed: [what]}
when: "what == 'Follow'"
do:
  - {name: pause, wait: {until: "day - days(1)"}}
  - {name: shut, set: {open: false}}
""",
    "rules/up_later.yaml": """
kind: rule
name: up_later
label: Upward, later
object: chain
on: {changed: [total]}
when: "total < 0 and above is not None"
fire: on_rise
do:
  - {name: pause, wait: {until: "now() + days(1)"}}
  - {name: up, update: {via: above, values: {total: "=total"}}}
""",
    "rules/days_of_work.yaml": """
kind: rule
name: days_of_work
label: Two working days before
object: job
on: {deadline: "day - workdays(2)"}
when: "what == 'Work'"
do:
  - {name: tell, create: {object: note, values: {about: "=text(day)", kind: worked}}}
""",
    "rules/moment_of_work.yaml": """
kind: rule
name: moment_of_work
label: A working day after
object: note
on: {deadline: "ends_at + workdays(1)"}
when: "kind == 'slow'"
do:
  - {name: mark, set: {kind: past}}
""",
    "rules/each_morning.yaml": """
kind: rule
name: each_morning
label: Each working morning
object: client
on: {schedule: "30 8 * * 1-5"}
when: level == 'gold'
do:
  - {name: count, set: {calls: "=calls + 1"}}
""",
    "rules/late_moment.yaml": """
kind: rule
name: late_moment
label: Late
object: note
on: {deadline: ends_at}
when: kind == 'timed'
do:
  - {name: mark, set: {kind: over}}
""",
    "objects/note.yaml": """
kind: object
name: note
label: Note
title: "{about}"
fields:
  about:   {type: text, label: About}
  kind:    {type: text, label: Kind}
  ends_at: {type: moment, label: Ends}
  strict:  {type: flag, label: Strict, default: false}
checks:
  never: {must: "not (strict and kind == 'over')", message: Never}
""",
}
