// Columns of a list as wide as one likes, and held in sight: kept on this device for each object. A grip at the edge of
// a head is dragged, Alt ← → does the same for the head in focus, a double click gives the width back.
const STEP = 16;
const LEAST = 56;
const MOST = 900;
const KEPT = "dougong-columns";
const sheet = new CSSStyleSheet();

/** Bind the list of the page, if there is one. */
export function start() {
  const list = document.querySelector("[data-list]");
  const table = list?.querySelector("table.dg-list");
  if (!table?.querySelector("th[data-column]")) return;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const heads = [...table.querySelectorAll("th[data-column]")];
  for (const head of heads) head.append(grip());
  apply(list, table, heads);
  table.tHead.addEventListener("pointerdown", (event) => drag(event, list, table, heads));
  table.tHead.addEventListener("dblclick", (event) => {
    const head = event.target.closest("[data-grip]")?.closest("th");
    if (head) change(list, table, heads, head, null);
  });
  table.tHead.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const head = event.target.closest("th[data-column]");
    if (!head || !way || !event.altKey) return;
    event.preventDefault();
    change(list, table, heads, head, head.offsetWidth + way * STEP);
  });
  for (const pin of document.querySelectorAll("[data-pin-to]")) {
    pin.hidden = !heads.some((head) => head.dataset.column === pin.dataset.pinTo);
    pin.addEventListener("click", (event) => {
      event.preventDefault();
      const kept = read(list);
      save(list, { ...kept, pin: kept.pin === pin.dataset.pinTo ? "" : pin.dataset.pinTo });
      apply(list, table, heads);
    });
  }
}

function grip() {
  const made = document.createElement("span");
  made.className = "dg-edge";
  made.dataset.grip = "";
  made.ariaHidden = "true";
  return made;
}

function drag(event, list, table, heads) {
  const head = event.target.closest("[data-grip]")?.closest("th");
  if (!head) return;
  event.preventDefault();
  const from = event.clientX - head.offsetWidth;
  const move = (next) => change(list, table, heads, head, next.clientX - from);
  const end = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", end); };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
}

function change(list, table, heads, head, width) {
  const kept = read(list);
  const widths = { ...kept.widths };
  if (width === null) delete widths[head.dataset.column];
  else widths[head.dataset.column] = Math.round(Math.min(MOST, Math.max(LEAST, width)));
  save(list, { ...kept, widths });
  apply(list, table, heads);
}

function apply(list, table, heads) {
  const { widths, pin } = read(list);
  const rows = "[data-list] .dg-list > :is(thead, tbody) > tr:not(.dg-group, .dg-more)";
  const at = (head) => `${rows} > :nth-child(${head.cellIndex + 1})`;
  sheet.replaceSync(heads.filter((head) => widths[head.dataset.column]).map((head) => {
    const width = `${widths[head.dataset.column]}px`;
    return `@media (min-width: 640px) { ${at(head)} { width: ${width}; min-width: ${width}; max-width: ${width}; overflow: hidden; text-overflow: ellipsis; } }`;
  }).join("\n"));
  const box = table.closest(".dg-table-box");
  box.classList.toggle("dg-table-box--wide", heads.length > 12 || table.offsetWidth > box.clientWidth + 1);
  const last = heads.findIndex((head) => head.dataset.column === pin);
  let left = heads[0].offsetWidth + (heads[0].previousElementSibling?.offsetWidth ?? 0);      // behind the boxes to tick
  for (const head of heads.slice(1, last + 1)) {
    sheet.insertRule(`@media (min-width: 640px) { ${at(head)} { position: sticky !important; top: auto; left: ${left}px; z-index: 4; } }`);
    left += head.offsetWidth;
  }
  for (const each of document.querySelectorAll("[data-pin-to]")) each.ariaPressed = String(each.dataset.pinTo === pin);
}

function read(list) {
  const every = all();
  return { widths: {}, pin: "", ...every[list.dataset.object] };
}

function save(list, kept) {
  try { localStorage.setItem(KEPT, JSON.stringify({ ...all(), [list.dataset.object]: kept })); } catch { /* a device that keeps nothing */ }
}

function all() {
  try { return JSON.parse(localStorage.getItem(KEPT)) ?? {}; } catch { return {}; }
}
