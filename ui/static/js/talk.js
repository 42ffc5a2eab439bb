// Comments: people named by @ while one types, found by pinyin too; Ctrl Enter sends.
import { ask } from "./wire.js";

const PAUSE = 120;
const NAMED = /(?:^|[^A-Za-z0-9_.+-])@([\p{L}\p{N}_.+-]{0,60})$/u;

/** Bind the places where something is said. */
export function start() {
  for (const form of document.querySelectorAll("[data-say]")) {
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("button"));
    });
  }
  for (const box of document.querySelectorAll("[data-mentions]")) bind(box);
}

function bind(box) {
  const list = document.createElement("span");
  list.className = "dg-picker-list dg-people";
  list.id = `${box.id}-people`;
  list.hidden = true;
  list.role = "listbox";
  list.ariaLabel = box.labels[0]?.firstChild?.textContent ?? "";
  const holder = document.createElement("span");
  holder.className = "dg-named-box";
  box.before(holder);
  holder.append(box, list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  const state = { box, list, asked: 0, timer: 0 };
  box.addEventListener("input", (event) => { if (!event.isComposing) later(state); });
  box.addEventListener("compositionend", () => later(state));
  box.addEventListener("keydown", (event) => key(event, state));
  box.addEventListener("blur", () => close(state));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => take(event.target.closest("[role=option][data-id]"), state));
}

function typed({ box }) { return NAMED.exec(box.value.slice(0, box.selectionStart))?.[1] ?? null; }

function later(state) {
  clearTimeout(state.timer);
  if (typed(state) === null) { close(state); return; }
  state.timer = setTimeout(() => open(state), PAUSE);
}

async function open(state) {
  const mine = ++state.asked;
  const url = new URL(state.box.dataset.mentions, location.href);
  url.searchParams.set("q", typed(state) ?? "");
  url.searchParams.set("prefix", state.list.id);
  const answer = await ask(url).catch(() => null);
  if (mine !== state.asked || !answer?.ok) return;
  state.list.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
  if (!options(state).length) { close(state); return; }
  state.list.hidden = false;
  choose(state, 0);
}

function options({ list }) { return [...list.querySelectorAll("[role=option][data-id]")]; }

function here(state) { return options(state).findIndex((each) => each.ariaSelected === "true"); }

function choose(state, at) {
  const all = options(state);
  const next = all[(at + all.length) % all.length];
  for (const each of all) each.ariaSelected = String(each === next);
  state.box.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function close(state) {
  state.asked++;
  clearTimeout(state.timer);
  state.list.hidden = true;
  state.box.removeAttribute("aria-activedescendant");
}

function key(event, state) {
  if (event.isComposing || state.list.hidden || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowDown") choose(state, here(state) + 1);
  else if (event.key === "ArrowUp") choose(state, here(state) - 1);
  else if (event.key === "Enter" || event.key === "Tab") take(options(state)[here(state)], state);
  else if (event.key === "Escape") close(state);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// The name takes the place of what was typed of it.
function take(option, state) {
  if (!option) return;
  const { box } = state;
  const end = box.selectionStart;
  box.setRangeText(`${option.dataset.text} `, end - (typed(state) ?? "").length, end, "end");
  close(state);
  box.focus();
}
