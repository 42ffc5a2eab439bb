// The board: cards are dragged or carried with Ctrl ← →; what is refused goes back and says why; the server has the truth.
import { ask } from "./wire.js";
import { say } from "./words.js";
import { toast } from "./toast.js";

/** Bind the board of the page. */
export function start() {
  if (!document.querySelector("[data-board]")) return;
  document.addEventListener("keydown", key);
  document.addEventListener("submit", (event) => {
    const card = event.target.closest?.("[data-card-id]");
    if (!card) return;
    event.preventDefault();
    carry(card, event.submitter.value);
  });
  drag();
}

function key(event) {
  const card = event.target.closest?.("[data-card-id]");
  if (!card || event.isComposing || event.target.closest("details")) return;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step && (event.ctrlKey || event.metaKey)) {
    const to = beside(lane(card), step);
    if (!to) return;
    event.preventDefault();
    carry(card, to.dataset.lane);
  } else if (step) {
    const at = [...lane(card).querySelectorAll("[data-card-id]")].indexOf(card);
    let to = beside(lane(card), step);
    while (to && !to.querySelector("[data-card-id]")) to = beside(to, step);
    const cards = to ? [...to.querySelectorAll("[data-card-id]")] : [];
    if (cards.length) { event.preventDefault(); focus(cards[Math.min(at, cards.length - 1)]); }
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = event.key === "ArrowDown" ? card.nextElementSibling : card.previousElementSibling;
    if (next) { event.preventDefault(); focus(next); }
  }
}

function lane(card) { return card.closest("[data-lane]"); }

function beside(here, step) {
  const all = [...document.querySelectorAll("[data-lane]")];
  return all[all.indexOf(here) + step];
}

function focus(card) { card.querySelector("[data-card-link]").focus(); }

function drag() {
  let held = null;
  const over = (target) => {
    for (const each of document.querySelectorAll(".dg-lane.is-over")) each.classList.remove("is-over");
    target?.classList.add("is-over");
  };
  document.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-card-id]");
    held?.classList.add("is-held");
  });
  document.addEventListener("dragover", (event) => {
    const target = held && event.target.closest?.("[data-lane]");
    if (!target) return;
    event.preventDefault();
    over(target === lane(held) ? null : target);
  });
  document.addEventListener("drop", (event) => {
    const target = held && event.target.closest?.("[data-lane]");
    if (!target || target === lane(held)) return;
    event.preventDefault();
    carry(held, target.dataset.lane);
  });
  document.addEventListener("dragend", () => { held?.classList.remove("is-held"); held = null; over(null); });
}

// Put the card there at once, ask the server, and show what it says.
async function carry(card, to) {
  const from = lane(card);
  const target = [...document.querySelectorAll("[data-lane]")].find((each) => each.dataset.lane === to);
  const what = card.querySelector("[data-card-link]").textContent;
  const place = card.nextElementSibling;
  target.querySelector(".dg-kcards").prepend(card);
  card.ariaBusy = "true";
  const form = new URLSearchParams({ _field: document.querySelector("[data-board]").dataset.field, _to: to, _version: card.dataset.version });
  const answer = await ask(card.dataset.move, { method: "POST", body: form }).catch(() => null);
  if (answer?.ok) {
    const id = card.dataset.cardId;
    await refresh();
    const fresh = document.querySelector(`[data-card-id="${id}"]`);
    if (fresh) focus(fresh);
    const undo = fresh && from.dataset.lane !== to ? { label: say("undo"), run: () => carry(document.querySelector(`[data-card-id="${id}"]`), from.dataset.lane) } : null;
    toast(say("moved", { what, to: target.dataset.label }), { action: undo });
    return;
  }
  card.ariaBusy = null;
  from.querySelector(".dg-kcards").insertBefore(card, place);
  focus(card);
  const told = answer?.status === 422 ? await answer.json() : null;
  if (told?.ask) { location.assign(told.ask); return; }
  const why = told ? told.why.join(" · ") : say("offline");
  toast(`${say("refused", { what })}: ${why}`, { kind: "bad" });
}

// Counts and sums of the columns change too: take the whole board anew.
async function refresh() {
  const board = document.querySelector("[data-board]");
  const answer = await ask(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  board.replaceChildren(...page.querySelector("[data-board]").childNodes);
}
