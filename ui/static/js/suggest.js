// Suggestions beneath a box while a word is typed in it: the server knows them, the chosen one takes the word's place.
import { ask } from "./wire.js";

const PAUSE = 120;

/**
 * Bind a box. `word(before)` gives what is typed of a word at the end of the text before the caret, null for none;
 * `where(before)` the address that knows such words, null for none. `closes` follows the word that was taken, `holder` is
 * the class of what holds box and list. Ctrl Space asks at once.
 */
export function suggest(box, { word, where, closes = "", holder: look, label }) {
  const list = Object.assign(document.createElement("span"), {
    className: "dg-picker-list", id: `${box.id}-suggested`, hidden: true, role: "listbox", ariaLabel: label,
  });
  const holder = Object.assign(document.createElement("span"), { className: look });
  box.before(holder);
  holder.append(box, list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  const state = { box, list, word, where, closes, asked: 0, timer: 0 };
  box.addEventListener("input", (event) => { if (!event.isComposing) later(state); });
  box.addEventListener("compositionend", () => later(state));
  box.addEventListener("keydown", (event) => key(event, state));
  box.addEventListener("blur", () => close(state));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => take(event.target.closest("[role=option][data-id]"), state));
}

function before({ box }) { return box.value.slice(0, box.selectionStart); }

function later(state) {
  clearTimeout(state.timer);
  if (state.word(before(state)) === null) { close(state); return; }
  state.timer = setTimeout(() => open(state), PAUSE);
}

async function open(state) {
  const mine = ++state.asked;
  const word = state.word(before(state));
  const url = word === null ? null : state.where(before(state));
  if (!url) { close(state); return; }
  url.searchParams.set("q", word);
  url.searchParams.set("prefix", state.list.id);
  const answer = await ask(url).catch(() => null);
  if (mine !== state.asked || !answer?.ok) return;
  state.list.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
  const all = options(state);
  if (!all.length || (all.length === 1 && all[0].dataset.text === word)) { close(state); return; }
  state.list.hidden = false;
  state.list.style.maxHeight = `${Math.min(400, Math.max(120, innerHeight - state.list.getBoundingClientRect().top - 8))}px`;
  expanded(state, true);
  choose(state, 0);
}

function options({ list }) { return [...list.querySelectorAll("[role=option][data-id]")]; }

function here(state) { return options(state).findIndex((each) => each.ariaSelected === "true"); }

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
  expanded(state, false);
  state.box.removeAttribute("aria-activedescendant");
}

// A text of several lines is no combobox, and has no such state.
function expanded({ box }, open) { if (box.role === "combobox") box.ariaExpanded = String(open); }

function key(event, state) {
  if (event.isComposing) return;
  const held = event.ctrlKey || event.metaKey;
  if (event.key === " " && event.ctrlKey) open(state);
  else if (state.list.hidden || held) return;
  else if (event.key === "ArrowDown") choose(state, here(state) + 1);
  else if (event.key === "ArrowUp") choose(state, here(state) - 1);
  else if (event.key === "Enter" || event.key === "Tab") take(options(state)[here(state)], state);
  else if (event.key === "Escape") close(state);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function take(option, state) {
  if (!option) return;
  const { box } = state;
  const [word, at] = [state.word(before(state)) ?? "", box.selectionStart];
  box.setRangeText(`${option.dataset.text}${state.closes}`, at - word.length, at, "end");
  close(state);
  box.focus();
  box.dispatchEvent(new Event("change", { bubbles: true }));
}
