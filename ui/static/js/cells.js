// Changing a value in its list: F2 or a double click opens it, Enter saves and goes down, Esc leaves it as it was.
import { ask } from "./wire.js";
import { say } from "./words.js";
import { toast } from "./toast.js";

/** Bind the cells of lists that may be changed. */
export function start() {
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest?.("[data-rows] [data-edit]");
    if (cell && !event.target.closest("form")) { getSelection().removeAllRanges(); open(cell); }
  });
  document.addEventListener("keydown", hold, true);
  document.addEventListener("keydown", key);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("[data-cell]")) return;
    event.preventDefault();
    save(event.target, 1);
  });
}

function key(event) {
  if (event.isComposing) return;
  const form = event.target.closest?.("[data-cell]");
  if (form) {
    if (event.key === "Escape" && !event.defaultPrevented) { event.preventDefault(); shut(form); }
    if (event.key === "Tab") { event.preventDefault(); save(form, 0, event.shiftKey ? -1 : 1); }
    if (event.key === "Enter" && event.target.matches("select, input[type=checkbox]")) { event.preventDefault(); save(form, 1); }
    return;
  }
  if (event.key !== "F2") return;
  const row = document.activeElement.closest?.("[data-rows] tr[data-id]");
  const cell = row?.querySelector("[data-edit]");
  if (cell) { event.preventDefault(); open(cell); }
}

// What is typed while the input is on its way, which shall not be lost nor open the record.
let early = null;

function hold(event) {
  if (!early || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key.length === 1) early.text += event.key;
  if (event.key === "Enter") early.done = true;
}

async function open(cell) {
  if (early || cell.querySelector("[data-cell]")) return;
  const row = cell.closest("tr");
  early = { text: "", done: false };
  const answer = await ask(address(row, cell.dataset.edit)).catch(() => null);
  const typed = early;
  early = null;
  if (!answer?.ok) { toast(say("offline"), { kind: "bad" }); return; }
  cell.dataset.was = cell.innerHTML;
  const box = put(cell, await answer.text());
  if (typed.text && box.matches("input")) box.value = typed.text;
  if (typed.done) save(box.form, 1);
}

function put(cell, html) {
  cell.innerHTML = html;
  cell.classList.add("is-open");
  const box = cell.querySelector("input:not([type=hidden]), select, textarea");
  box.focus();
  box.select?.();
  return box;
}

function shut(form) {
  const cell = form.parentElement;
  cell.innerHTML = cell.dataset.was;
  cell.classList.remove("is-open");
  cell.closest("tr").focus();
}

async function save(form, down, across = 0) {
  const cell = form.parentElement;
  const row = cell.closest("tr");
  const name = cell.dataset.edit;
  row.ariaBusy = "true";
  const answer = await ask(`${address(row, name)}${location.search}`, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  row.ariaBusy = null;
  if (!answer || (!answer.ok && answer.status !== 422)) { toast(say("offline"), { kind: "bad" }); return; }
  const html = await answer.text();
  if (!answer.ok) { put(cell, html); return; }
  const ticked = row.querySelector("[data-tick]")?.checked;
  const holder = document.createElement("tbody");
  holder.innerHTML = html;
  const fresh = holder.querySelector("tr");
  row.replaceWith(fresh);
  if (ticked) fresh.querySelector("[data-tick]").click();
  const names = [...fresh.querySelectorAll("[data-edit]")].map((each) => each.dataset.edit);
  const target = down ? below(fresh) : fresh;
  const next = down ? name : names[names.indexOf(name) + across];
  fresh.focus();
  if (target && next) { target.focus(); open(target.querySelector(`[data-edit="${next}"]`)); }
}

function below(row) {
  let next = row.nextElementSibling;
  while (next && (!next.dataset.id || next.hidden)) next = next.nextElementSibling;
  return next;
}

function address(row, name) {
  const object = document.querySelector("[data-object]").dataset.object;
  return `/f/cell/${object}/${row.dataset.id}/${name}`;
}
