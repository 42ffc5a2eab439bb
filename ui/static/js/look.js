// A quick look: Space shows the record of the row in focus beside its list; J and K go on, Enter opens it, Escape closes.
import { typing } from "./keys.js";
import { ask } from "./wire.js";
import { say } from "./words.js";

// What of a record's page is shown: what it is, where it stands, its first facts, its lines and totals.
const PARTS = ":scope > .dg-course, .dg-column > .dg-facts, .dg-column > .dg-lines, .dg-column > .dg-totals";
const STEPS = { j: 1, arrowdown: 1, k: -1, arrowup: -1 };
let row = null;

/** Bind the space bar of lists. */
export function start() {
  if (!document.querySelector("[data-rows]")) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    if (!document.activeElement?.matches("[data-rows] tr[data-href]") || document.querySelector("dialog[open], :popover-open")) return;
    event.preventDefault();
    row = document.activeElement;
    show();
  });
}

async function show() {
  const wanted = row;
  const answer = await ask(wanted.dataset.href).catch(() => null);
  if (wanted !== row) return;
  const record = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-record]") : null;
  if (!record) { location.assign(wanted.dataset.href); return; }
  const drawer = document.getElementById("dg-look") ?? made();
  drawer.replaceChildren(head(record, wanted.dataset.href), body(record));
  if (!drawer.open) drawer.showModal();
}

function made() {
  const drawer = document.createElement("dialog");
  drawer.id = "dg-look";
  drawer.className = "dg-why-drawer dg-look";
  drawer.setAttribute("aria-label", say("look"));
  drawer.addEventListener("keydown", key);
  drawer.addEventListener("click", (event) => { if (event.target === drawer || event.target.closest("[data-look-close]")) drawer.close(); });
  drawer.addEventListener("close", () => row?.focus());
  document.body.append(drawer);
  return drawer;
}

function head(record, href) {
  const top = document.createElement("header");
  top.className = "dg-why-top dg-look-top";
  const title = record.querySelector(".dg-title").cloneNode(true);
  const named = title.querySelector("h1");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = href;
  link.textContent = named.textContent;
  heading.append(link);
  named.replaceWith(heading);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "dg-btn dg-btn--small";
  close.dataset.lookClose = "";
  close.textContent = say("close");
  top.append(title, close);
  return top;
}

function body(record) {
  const shown = document.createElement("div");
  shown.className = "dg-why-body dg-look-body";
  for (const part of record.querySelectorAll(PARTS)) {
    const copy = part.cloneNode(true);
    for (const each of copy.querySelectorAll("form, button")) each.remove();
    for (const each of [copy, ...copy.querySelectorAll("[id], [aria-labelledby]")]) { each.removeAttribute("id"); each.removeAttribute("aria-labelledby"); }
    shown.append(copy);
  }
  return shown;
}

function key(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = STEPS[event.key.toLowerCase()];
  if (event.key === " " && !event.target.matches("button, a")) event.currentTarget.close();
  else if (event.key === "Enter" && !event.target.matches("button, a")) location.assign(row.dataset.href);
  else if (step) beside(step);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function beside(step) {
  const rows = [...document.querySelectorAll("[data-rows] tr[data-href]")];
  const next = rows[rows.indexOf(row) + step];
  if (next) { row = next; show(); }
}
