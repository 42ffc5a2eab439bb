// What the designer puts in order (fields of a form as tiles, rows of a table): carried with mouse or finger, or moved with Alt and the arrows. The server moves them and the page that comes says where they stand; the buttons stay for all others.
const KEY = "dg-arranged";
const LINE = "[data-arrange]";
const HOLD = "[data-tile], [data-grip]";
const STEP = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };
//: Pixels a pointer moves before something is carried.
const START = 6;

/** Bind what can be put in another order. */
export function start() {
  if (!document.querySelector(LINE)) { undoKey(); return; }
  for (const grip of document.querySelectorAll("[data-grip]")) grip.hidden = false;
  document.addEventListener("keydown", key);
  document.addEventListener("pointerdown", pick);
  undoKey();
  const find = document.querySelector("[data-find]");
  if (find) find.hidden = false;
  find?.addEventListener("input", () => narrow(find.value.trim().toLowerCase()));
  const was = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const line = was && document.querySelector(`[data-arrange$="${CSS.escape(was)}"]`);
  if (line) { holder(line)?.focus(); tell(line); }
}

function narrow(words) {
  for (const line of document.querySelectorAll(LINE)) line.hidden = !line.textContent.toLowerCase().includes(words);
}

// What of a line takes the focus.
function holder(line) { return line.querySelector("[data-tile]") ?? line.querySelector("button[data-grip]"); }

function key(event) {
  const line = event.target.closest?.(LINE);
  const step = STEP[event.key];
  if (!line || !step || event.isComposing || event.target.closest("[popover]")) return;
  if (event.altKey) {
    const button = line.querySelector(step < 0 ? "[data-up]" : "[data-down]");
    event.preventDefault();
    if (!button) { tell(line); return; }
    remember(line);
    button.click();
  } else if (event.target.matches("[data-tile]")) {
    const tiles = [...document.querySelectorAll("[data-tile]")];
    event.preventDefault();
    tiles[tiles.indexOf(event.target) + step]?.focus();
  }
}

// Say where a line stands, once whoever reads the page aloud has begun to listen.
function tell(line) {
  const said = document.querySelector("[data-place-said]");
  const group = line.closest("[data-group-of]");
  const lines = [...group.querySelectorAll(LINE)];
  const words = { what: line.dataset.called, section: group.dataset.called, n: lines.indexOf(line) + 1, all: lines.length };
  const text = group.dataset.called ? said.dataset.within : said.dataset.alone;
  said.textContent = "";
  setTimeout(() => { said.textContent = text.replace(/\[(\w+)\]/g, (_, name) => words[name]); }, 150);
}

// A field keeps its name when it comes into another section.
function remember(line) { sessionStorage.setItem(KEY, line.dataset.arrange.split("/").pop()); }

function pick(event) {
  const held = event.target.closest?.(HOLD);
  const finger = event.pointerType !== "mouse";
  if (!held || event.button || (finger && !held.matches("[data-grip]"))) return;
  const line = held.closest(LINE);
  const home = { group: line.parentElement, next: line.nextSibling };
  const from = { x: event.clientX, y: event.clientY };
  let carried = false;
  const go = (moved) => {
    if (!carried && Math.hypot(moved.clientX - from.x, moved.clientY - from.y) < START) return;
    if (!carried) line.classList.add("is-held");
    carried = true;
    moved.preventDefault();
    under(line, moved);
  };
  const end = (ended) => {
    for (const [name, act] of [["pointermove", go], ["pointerup", end], ["pointercancel", end], ["keydown", stop]]) document.removeEventListener(name, act, true);
    line.classList.remove("is-held");
    if (!carried) return;
    document.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener("click", swallow, { capture: true }), 50);
    if (ended.type !== "pointerup") home.group.insertBefore(line, home.next);
    else if (line.parentElement !== home.group || line.nextSibling !== home.next) carry(line);
  };
  const stop = (pressed) => { if (pressed.key === "Escape") { pressed.preventDefault(); end(pressed); } };
  document.addEventListener("pointermove", go, true);
  document.addEventListener("pointerup", end, true);
  document.addEventListener("pointercancel", end, true);
  document.addEventListener("keydown", stop, true);
  if (event.pointerType === "mouse" && held.matches("[data-grip]")) event.preventDefault();
}

function swallow(event) { event.preventDefault(); event.stopPropagation(); }

// Put a line before or after the one the pointer is over: side by side where they stand in a row.
function under(line, at) {
  const found = document.elementFromPoint(at.clientX, at.clientY);
  const over = found?.closest?.(LINE);
  if (!over) {
    const group = found?.closest?.("[data-group-of]");
    if (group && group.closest("form") === line.closest("form") && group !== line.parentElement) group.append(line);
    return;
  }
  if (over === line || over.closest("form") !== line.closest("form")) return;
  const box = over.getBoundingClientRect();
  const abreast = over.matches(".dg-tile") && box.width < over.parentElement.getBoundingClientRect().width * 0.9;
  const first = abreast ? at.clientX < box.left + box.width / 2 : at.clientY < box.top + box.height / 2;
  if (first) over.before(line);
  else over.after(line);
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

// Ctrl Z takes back the last step of the draft, unless something is being typed.
function undoKey() {
  const button = document.querySelector("[data-back-step]");
  if (!button) return;
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    button.click();
  });
}
