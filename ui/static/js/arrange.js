// Lines of the designer, found by what they say and put in order: dragged by their grip, or carried with Alt ↑ ↓; the server moves them, the buttons stay for all others.
const KEY = "dg-arranged";
const LINE = "[data-arrange]";

/** Bind the tables of the page whose lines can be put in another order. */
export function start() {
  if (!document.querySelector(LINE)) return;
  for (const grip of document.querySelectorAll("[data-grip]")) { grip.hidden = false; grip.draggable = true; }
  document.addEventListener("keydown", key);
  drag();
  const find = document.querySelector("[data-find]");
  if (find) find.hidden = false;
  find?.addEventListener("input", () => narrow(find.value.trim().toLowerCase()));
  const was = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (was) document.querySelector(`[data-arrange$="${CSS.escape(was)}"] [data-grip]`)?.focus();
}

function narrow(words) {
  for (const line of document.querySelectorAll(LINE)) line.hidden = !line.textContent.toLowerCase().includes(words);
}

function key(event) {
  const line = event.target.closest?.(LINE);
  if (!line || !event.altKey || event.isComposing || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const button = line.querySelector(event.key === "ArrowUp" ? "[data-up]" : "[data-down]");
  event.preventDefault();
  if (!button) return;
  remember(line);
  button.click();
}

// A field keeps its name when it comes into another section.
function remember(line) { sessionStorage.setItem(KEY, line.dataset.arrange.split("/").pop()); }

function drag() {
  let held = null;
  let home = null;
  document.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-grip]")?.closest(LINE) ?? null;
    if (!held) return;
    home = held.previousElementSibling;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(held, 8, 8);
    held.classList.add("is-held");
  });
  document.addEventListener("dragover", (event) => {
    const over = held && event.target.closest?.(LINE);
    if (!over || over.closest("form") !== held.closest("form")) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(held);
    else over.after(held);
  });
  document.addEventListener("drop", (event) => {
    if (!held) return;
    event.preventDefault();
    if (held.previousElementSibling !== home || held.dataset.group !== held.closest("[data-group-of]")?.dataset.groupOf) carry(held);
  });
  document.addEventListener("dragend", () => { held?.classList.remove("is-held"); held = null; });
}

function carry(line) {
  const form = line.closest("form");
  const before = line.previousElementSibling?.dataset.arrange;
  const group = line.closest("[data-group-of]").dataset.groupOf;
  const after = before ? (group ? `${group}/${before.split("/").pop()}` : before) : group ? `${group}/` : "";
  form.append(hidden("_do", `place:${line.dataset.arrange}`), hidden("_after", after));
  remember(line);
  form.submit();
}

function hidden(name, value) {
  const made = document.createElement("input");
  Object.assign(made, { type: "hidden", name, value });
  return made;
}
