// Changing a value in its list: F2 or a double click opens it, Enter saves and goes down, Esc leaves it as it was;
// Ctrl Z takes back what was saved last.
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
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && steps.length && !event.target.closest?.("input, select, textarea")) { event.preventDefault(); back(); return; }
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
  was.set(box.form, said(box.form));
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
  if (!answer.ok) { was.set(put(cell, html).form, was.get(form)); return; }
  remember(form, `${address(row, name)}${location.search}`, row.dataset.id);
  const fresh = renew(row, html);
  const names = [...fresh.querySelectorAll("[data-edit]")].map((each) => each.dataset.edit);
  const target = down ? below(fresh) : fresh;
  const next = down ? name : names[names.indexOf(name) + across];
  fresh.focus();
  if (target && next) { target.focus(); open(target.querySelector(`[data-edit="${next}"]`)); }
}

function renew(row, html) {
  const ticked = row.querySelector("[data-tick]")?.checked;
  const holder = document.createElement("tbody");
  holder.innerHTML = html;
  const fresh = holder.querySelector("tr");
  row.replaceWith(fresh);
  if (ticked) fresh.querySelector("[data-tick]").click();
  return fresh;
}

// What was changed here, to be taken back by Ctrl Z, the last one first; what each form said before, and the version
// each record has got by it: where somebody has changed it since, nothing is taken back.
const steps = [];
const was = new WeakMap();
const versions = {};

function said(form) {
  return [...new FormData(form)].filter(([name]) => !["_csrf", "_version"].includes(name));
}

function remember(form, href, id) {
  const before = was.get(form);
  if (!before || String(before) === String(said(form))) return;
  versions[id] = String(Number(form.elements._version.value) + 1);
  steps.push({ href, id, before });
}

async function back() {
  const { href, id, before } = steps.pop();
  const found = await ask(href).catch(() => null);
  if (!found?.ok) { toast(say("offline"), { kind: "bad" }); return; }
  const holder = document.createElement("div");
  holder.innerHTML = await found.text();
  const form = holder.querySelector("[data-cell]");
  if (form.elements._version.value !== versions[id]) { toast(say("late"), { kind: "bad" }); return; }
  const body = new URLSearchParams(new FormData(form));
  for (const [name] of said(form)) body.delete(name);
  for (const [name, text] of before) body.append(name, text);
  const answer = await ask(href, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) { toast(say("late"), { kind: "bad" }); return; }
  versions[id] = String(Number(versions[id]) + 1);
  const row = document.querySelector(`[data-rows] tr[data-id="${id}"]`);
  if (row) renew(row, await answer.text()).focus();
  toast(say("undone"));
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
