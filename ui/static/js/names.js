// Names while an expression is typed: fields by name or label, paths through links, functions; the server knows them.
import { ask } from "./wire.js";

const PAUSE = 120;
const TYPED = /[\p{L}_][\p{L}\p{N}_.]*$/u;
const SETTING = /\bsetting\(\s*["']([\w.]*)$/;

/** Bind the inputs of expressions. */
export function start() {
  for (const box of document.querySelectorAll("[data-names]")) bind(box);
}

function bind(box) {
  const list = document.createElement("span");
  list.className = "dg-picker-list";
  list.id = `${box.id}-names`;
  list.hidden = true;
  list.role = "listbox";
  list.ariaLabel = box.labels[0]?.textContent ?? "";
  const holder = document.createElement("span");
  holder.className = "dg-picker dg-names";
  box.before(holder);
  holder.append(box, list);
  Object.assign(box, { role: "combobox", ariaExpanded: "false", ariaAutoComplete: "list" });
  box.setAttribute("aria-controls", list.id);
  const state = { box, list, asked: 0, timer: 0 };
  box.addEventListener("input", (event) => { if (!event.isComposing) later(state); });
  box.addEventListener("compositionend", () => later(state));
  box.addEventListener("keydown", (event) => key(event, state));
  box.addEventListener("blur", () => close(state));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => take(event.target.closest("[role=option][data-id]"), state));
}

function typed({ box }) {
  const before = box.value.slice(0, box.selectionStart);
  return SETTING.exec(before)?.[1] ?? TYPED.exec(before)?.[0] ?? "";
}

function inSetting({ box }) { return SETTING.test(box.value.slice(0, box.selectionStart)); }

// Where names are asked for: of the object another input of the form names, if one does.
function place({ box }) {
  const url = new URL(box.dataset.names, location.href);
  const source = box.dataset.namesOf && box.form.elements[box.dataset.namesOf];
  if (source) url.pathname = url.pathname.replace(/[^/]*$/, encodeURIComponent(source.value));
  return url;
}

function later(state) {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => open(state), PAUSE);
}

async function open(state) {
  const mine = ++state.asked;
  const word = typed(state);
  const setting = inSetting(state);
  const url = place(state);
  if ((!word && !setting) || url.pathname.endsWith("/")) { close(state); return; }
  if (setting) url.searchParams.set("of", "setting");
  url.searchParams.set("q", word);
  url.searchParams.set("prefix", state.list.id);
  const answer = await ask(url).catch(() => null);
  if (mine !== state.asked || !answer?.ok) return;
  state.list.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
  const all = options(state);
  if (!all.length || (all.length === 1 && all[0].dataset.text === word)) { close(state); return; }
  state.list.hidden = false;
  state.box.ariaExpanded = "true";
  choose(state, 0);
}

function options({ list }) { return [...list.querySelectorAll("[role=option][data-id]")]; }

function chosen(state) { return options(state).find((each) => each.ariaSelected === "true"); }

function choose(state, at) {
  const all = options(state);
  const next = all[(at + all.length) % all.length];
  for (const each of all) each.ariaSelected = String(each === next);
  if (!next) return;
  state.box.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function close(state) {
  state.asked++;
  clearTimeout(state.timer);
  state.list.hidden = true;
  state.box.ariaExpanded = "false";
  state.box.removeAttribute("aria-activedescendant");
}

function key(event, state) {
  if (event.isComposing) return;
  const shown = !state.list.hidden;
  const here = options(state).indexOf(chosen(state));
  if (event.key === " " && event.ctrlKey) open(state);
  else if (!shown) return;
  else if (event.key === "ArrowDown") choose(state, here + 1);
  else if (event.key === "ArrowUp") choose(state, here - 1);
  else if (event.key === "Enter" || event.key === "Tab") take(chosen(state), state);
  else if (event.key === "Escape") close(state);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// The name takes the place of what was typed of it.
function take(option, state) {
  if (!option) return;
  const { box } = state;
  const word = typed(state);
  const at = box.selectionStart;
  const text = option.dataset.text;
  box.setRangeText(text, at - word.length, at, "end");
  close(state);
  box.focus();
  box.dispatchEvent(new Event("change", { bubbles: true }));
}
