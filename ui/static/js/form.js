// Forms: the server computes while one types, errors are walked with F8, unsaved input asks before it is lost.
import { toast } from "./toast.js";
import { ask } from "./wire.js";
import { say } from "./words.js";

const PAUSE = 350;
// Where one begins to type in the form of a new record.
const FIRST = ".dg-field:not([hidden]) :is(input:not([type=hidden], [type=checkbox], [type=file]), select, textarea)";

/** Bind every form of the page. */
export function start() {
  for (const form of document.querySelectorAll("[data-form]")) bind(form);
}

function bind(form) {
  let timer = 0;
  let changed = false;
  let leaving = false;
  const later = () => { clearTimeout(timer); timer = setTimeout(() => preview(form), PAUSE); };
  const touch = (event) => {
    if (event.isComposing) return;
    changed = true;
    event.target.dataset && (event.target.dataset.touched = "1");
    form.querySelector("[data-unsaved]").hidden = false;
    later();
  };
  form.addEventListener("input", touch);
  form.addEventListener("change", touch);
  form.addEventListener("dg:lines", touch);
  form.addEventListener("formdata", (event) => unfilled(form, event.formData));
  form.addEventListener("submit", (event) => {
    if (event.submitter?.ariaBusy === "true") { event.preventDefault(); return; }
    leaving = true;
    busy(event.submitter);
  });
  form.querySelector("[data-leave]")?.addEventListener("click", (event) => {
    leaving = !changed || confirm(say("leave"));
    if (!leaving) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("keydown", (event) => walk(event, form));
  form.addEventListener("keydown", (event) => submit(event, form));
  const faults = document.getElementById("faults");
  if (faults) faults.focus();
  else if (!form.elements._version.value && matchMedia("(pointer: fine)").matches) form.querySelector(FIRST)?.focus();
}

// Ctrl Enter saves, except in a grid, where it makes a row.
function submit(event, form) {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || event.defaultPrevented) return;
  event.preventDefault();
  form.querySelector("[data-key='Control+s']").click();
}

function busy(button) {
  if (!button?.dataset.busy) return;
  button.style.minWidth = `${button.offsetWidth}px`;
  button.ariaBusy = "true";
  button.querySelector("span").textContent = button.dataset.busy;
}

function walk(event, form) {
  if (event.key !== "F8") return;
  const wrong = [...form.querySelectorAll("[aria-invalid=true]")].filter((each) => each.offsetParent);
  if (!wrong.length) return;
  event.preventDefault();
  const here = wrong.indexOf(document.activeElement);
  const step = event.shiftKey ? -1 : 1;
  wrong[(here + step + wrong.length) % wrong.length].focus();
}

let asked = 0;

async function preview(form) {
  const mine = ++asked;
  const body = new FormData(form);
  for (const [name, each] of [...body]) if (each instanceof File) body.delete(name);
  const answer = await ask(form.dataset.preview, { method: "POST", body }).catch(() => null);
  if (mine !== asked) return;
  if (!answer) { toast(say("offline"), { kind: "bad" }); return; }
  if (!answer.ok) return;
  show(form, await answer.json());
}

function show(form, told) {
  for (const [pointer, text] of Object.entries(told.shown)) output(form, pointer, text);
  for (const [pointer, text] of Object.entries(told.values)) fill(form, pointer, text);
  for (const [pointer, visible] of Object.entries(told.visible)) {
    const field = at(form, pointer);
    if (field && !field.contains(document.activeElement)) field.hidden = field.disabled = !visible;
  }
  for (const [pointer, text] of Object.entries(told.sums)) {
    const sum = form.querySelector(`[data-sum="${CSS.escape(pointer)}"]`);
    if (sum && sum.textContent !== text) sum.textContent = text;
  }
  care(form.querySelector("[data-cares]"), told.cares);
  form.elements._told.value = told.told;
  rules(form.querySelector("[data-rules]"), told.rules);
}

// Warnings: they do not stop saving, so they are told while there is time to think.
function care(place, lines) {
  const list = place.querySelector("[role=status]");
  const said = lines.map((pieces) => pieces.map(([text]) => text).join(""));
  if (place.hidden === !said.length && [...list.children].map((each) => each.textContent).join() === said.join()) return;
  list.replaceChildren(...lines.map((pieces) => {
    const line = document.createElement("p");
    line.append(...pieces.map(piece));
    return line;
  }));
  place.hidden = !lines.length;
}

// What saving would set going.
function rules(place, text) {
  const line = place.querySelector("[role=status]");
  if (line.textContent !== text) line.textContent = text;
  place.hidden = !text;
}

// A record that is named opens beside: what is typed here is not lost.
function piece([text, href]) {
  return href ? Object.assign(document.createElement("a"), { textContent: text, href, target: "_blank" }) : text;
}

function at(form, pointer) {
  return form.querySelector(`[data-pointer="${CSS.escape(pointer)}"]`);
}

function output(form, pointer, text) {
  const box = at(form, pointer)?.querySelector("[data-shown]");
  if (!box || box.textContent === text) return;
  box.textContent = text;
  box.classList.remove("is-fresh");
  void box.offsetWidth;
  box.classList.add("is-fresh");
}

// A value the server copied or defaulted: only where nobody has typed, and never into the field in focus.
function fill(form, pointer, told) {
  const box = at(form, pointer)?.querySelector("input:not([type=hidden]), select, textarea");
  if (!box || box.dataset.touched || box === document.activeElement || box.type === "checkbox") return;
  const picker = box.closest("dg-picker");
  if (picker?.box && picker.id_.value !== told.id) {
    picker.id_.value = told.id;
    picker.was.value = told.text;
    picker.show();
  }
  if (box.value === told.text) return;
  box.value = told.text;
  box.dataset.filled = "1";
}

// What the server filled in and nobody touched is not sent: it would stand as typed, and no later copy replace it.
function unfilled(form, data) {
  for (const box of form.querySelectorAll("[data-filled]")) {
    if (box.dataset.touched) continue;
    for (const name of [box.name, `${box.name}.id`, `${box.name}.was`]) data.delete(name);
  }
}
