// Ticked rows: how many they are, from here to there, all of the page, all of the list.
import { typing } from "./keys.js";
import { say } from "./words.js";
import { ask } from "./wire.js";

// Milliseconds of rest before what is ticked is added up.
const REST = 250;
let last = null;
let waiting = null;

/** Bind the boxes of lists; the form at the bottom sends what is ticked. */
export function start() {
  document.addEventListener("click", click);
  document.addEventListener("keydown", key);
  document.addEventListener("htmx:after:swap", tell);
  window.addEventListener("pageshow", tell);
  tell();
}

function click(event) {
  const target = event.target;
  if (target.closest?.("[data-choose-none]")) { each((box) => { box.checked = false; }); whole(false); tell(); return; }
  if (target.closest?.("[data-choose-all]")) { whole(true); tell(); return; }
  if (target.matches?.("[data-tick-all]")) each((box) => { box.checked = target.checked; });
  else if (target.matches?.("[data-tick]")) {
    if (event.shiftKey && last) range(last, target, target.checked);
    last = target;
  } else return;
  whole(false);
  tell();
}

function key(event) {
  if (typing(event) || event.altKey || document.querySelector("dialog[open], :popover-open")) return;
  if (event.ctrlKey || event.metaKey) { if (event.key.toLowerCase() === "a" && !event.shiftKey) page(event); return; }
  if (event.key.toLowerCase() !== "x") return;
  const box = document.activeElement.closest?.("tr[data-id]")?.querySelector("[data-tick]");
  if (!box) return;
  event.preventDefault();
  box.checked = !box.checked;
  if (event.shiftKey && last) range(last, box, box.checked);
  last = box;
  whole(false);
  tell();
}

// All of the page; the bar then offers all of the list.
function page(event) {
  if (!document.querySelector("[data-tick]")) return;
  event.preventDefault();
  each((box) => { box.checked = true; });
  whole(false);
  tell();
}

function range(from, to, ticked) {
  const all = [...document.querySelectorAll("[data-tick]")];
  const [one, two] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  for (const box of all.slice(Math.max(one, 0), two + 1)) box.checked = ticked;
}

function each(change) { document.querySelectorAll("[data-tick]").forEach(change); }

function whole(all) {
  const box = document.querySelector("#dg-bulk [data-all]");
  if (!box) return;
  box.value = all ? box.dataset.all || "limit=50" : "";
  box.form.classList.toggle("is-whole", all);
}

function tell() {
  const form = document.getElementById("dg-bulk");
  if (!form) return;
  const boxes = [...document.querySelectorAll("[data-tick]")];
  const ticked = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked);
  const head = document.querySelector("[data-tick-all]");
  if (head) { head.checked = ticked > 0 && ticked === boxes.length; head.indeterminate = ticked > 0 && ticked < boxes.length; }
  const all = form.querySelector("[data-choose-all]");
  const everything = form.classList.contains("is-whole");
  all.hidden = everything || ticked < boxes.length || !document.querySelector(".dg-more");
  const two = form.querySelector("[data-two]");
  if (two) two.hidden = everything || ticked !== 2;
  form.querySelector("[data-chosen]").textContent = everything ? all.textContent : say("chosen", { n: ticked });
  add(form, ticked);
}

// Ask what the ticked rows add up to, once nothing has been ticked for a moment; an answer that comes late is dropped.
function add(form, ticked) {
  const place = form.querySelector("[data-chosen-sums]");
  clearTimeout(waiting?.timer);
  waiting?.stop.abort();
  if (!place) return;
  if (!ticked) { place.replaceChildren(); return; }
  const stop = new AbortController();
  waiting = { stop, timer: setTimeout(async () => {
    const answer = await ask(place.dataset.chosenSums, { method: "POST", signal: stop.signal, body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (stop.signal.aborted) return;
    place.innerHTML = answer?.ok ? await answer.text() : "";
  }, REST) };
}
