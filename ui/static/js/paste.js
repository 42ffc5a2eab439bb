// Rows from a spreadsheet: tab-separated text goes into the cells from the one in focus, to the right and down.
import { add, cells, drop } from "./rows.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const editable = "input:not([type=hidden]), select, textarea";

/** Fill rows from the clipboard when it holds a table; one plain value is left to the browser. */
export function paste(grid, event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const row = event.target.closest("tr[data-line]");
  if (!row || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const table = parse(text);
  const column = cells(row).findIndex((cell) => cell.contains(event.target));
  const undo = fill(grid, row, column, table);
  grid.dispatchEvent(new CustomEvent("dg:lines", { bubbles: true }));
  toast(say("pasted", { n: table.length }), { action: { label: say("undo"), run: undo } });
}

/** Return the rows of tab-separated text; a quoted cell may hold tabs, line ends and doubled quotes. */
export function parse(text) {
  const rows = [[]];
  for (const found of text.replace(/\r\n?/g, "\n").replace(/\n$/, "").matchAll(/("(?:[^"]|"")*"|[^\t\n]*)(\t|\n|$)/g)) {
    const [whole, cell, end] = found;
    if (whole === "" && rows.at(-1).length) break;
    rows.at(-1).push(cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  return rows;
}

function fill(grid, first, column, table) {
  const made = [];
  const before = [];
  let row = first;
  for (const [at, values] of table.entries()) {
    if (at > 0) row = next(grid, row, made);
    const open = cells(row).slice(column).map((cell) => cell.querySelector(editable)).filter(Boolean);
    values.slice(0, open.length).forEach((value, place) => { before.push([open[place], open[place].value]); put(open[place], value.trim()); });
    row.classList.add("is-changed");
  }
  return () => {
    for (const [box, value] of before) put(box, value);
    for (const each of made) drop(grid, each);
  };
}

function next(grid, row, made) {
  const all = [...grid.querySelectorAll("tr[data-line]")];
  const found = all[all.indexOf(row) + 1];
  if (found) return found;
  made.push(add(grid));
  return made.at(-1);
}

function put(box, value) {
  box.dataset.touched = "1";
  if (box.type === "checkbox") box.checked = /^(1|y|yes|true|是|✓|√)$/i.test(value);
  else if (box.tagName === "SELECT") box.value = [...box.options].find((each) => [each.value, each.textContent.trim()].includes(value))?.value ?? box.value;
  else box.value = value;
}
