// Keys outside inputs: lists move with J and K, records edit with E, ? shows them all. Silent while an input method composes.

const TWICE = 280;
const inputs = "input, textarea, select, [contenteditable]";

/** Return whether a key belongs to what someone is typing. */
export function typing(event) {
  return event.isComposing || event.keyCode === 229 || event.target.matches?.(inputs);
}

/** Bind the keys of the page. */
export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "ArrowDown" && event.target.matches?.("[data-search]") && move(1)) { event.preventDefault(); return; }
    const held = event.ctrlKey || event.metaKey;
    if (held && press(`Control+${event.key.toLowerCase()}`)) { event.preventDefault(); return; }
    if (held || event.altKey || typing(event) || document.querySelector("dialog[open], :popover-open")) return;
    if (single(event)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label, select") || getSelection().toString()) return;
    if (event.ctrlKey || event.metaKey) open(row.dataset.href);
    else if (event.target.closest("[data-edit]")) wait(row.dataset.href);
    else location.assign(row.dataset.href);
  });
  document.addEventListener("dblclick", () => clearTimeout(going));
}

let going = 0;

// A second click would change the cell in place: only when none comes is the first one a wish to open the record.
function wait(href) {
  clearTimeout(going);
  going = setTimeout(() => location.assign(href), TWICE);
}

// G, and then at once H: home.
const AT_ONCE = 1200;
let gone = 0;

function single(event) {
  if (event.key === "g") { gone = event.timeStamp; return true; }
  if (event.key === "h" && event.timeStamp - gone < AT_ONCE) { location.assign("/"); return true; }
  if (event.key === "?") return show("keys");
  if (["j", "ArrowDown"].includes(event.key)) return move(1);
  if (["k", "ArrowUp"].includes(event.key)) return move(-1);
  if (/^[1-9]$/.test(event.key)) return view(`[data-view="${event.key}"]`);
  if (event.key === "Enter") return enter(event.target.closest("tr[data-href]"));
  if (event.key === "/") return focus("[data-search]");
  return press(event.key.toLowerCase());
}

function view(selector) {
  const found = document.querySelector(selector);
  found?.click();
  return Boolean(found);
}

function press(key) {
  const found = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
  if (!found || (found.form && key === "Control+s" && found.ariaBusy === "true")) return Boolean(found);
  found.click();
  enterPopover(found.popoverTargetElement);
  return true;
}

// What a key has opened goes on by keys; Escape gives the focus back.
function enterPopover(opened) {
  if (opened?.matches(":popover-open")) opened.querySelector("input:not([type=hidden]), select, a[href], button")?.focus();
}

function show(id) {
  const dialog = document.getElementById(id);
  dialog?.showModal();
  return Boolean(dialog);
}

function focus(selector) {
  const found = document.querySelector(selector);
  found?.focus();
  return Boolean(found);
}

function move(step) {
  const rows = [...document.querySelectorAll("[data-rows] tr[data-href], a[data-hit]")];
  if (!rows.length) return false;
  const here = rows.findIndex((each) => each.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + step, 0), rows.length - 1);
  rows[next].focus();
  return true;
}

function enter(row) {
  if (!row || document.activeElement !== row) return false;
  location.assign(row.dataset.href);
  return true;
}
