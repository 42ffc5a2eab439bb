// Rows of a line grid: made from the blank the server sent, numbered, taken out and put back.
import { say } from "./words.js";

/** Return the cells of a row that hold fields, in order. */
export function cells(row) { return [...row.querySelectorAll(":scope > [data-column]")]; }

/** Add an empty row after `after` (else at the end) and return it. */
export function add(grid, after = null) {
  const part = grid.closest(".dg-grid-part");
  const index = Number(grid.dataset.next);
  grid.dataset.next = String(index + 1);
  const row = part.querySelector("template[data-blank]").content.querySelector("tr").cloneNode(true);
  const old = row.dataset.line;
  row.dataset.line = String(index);
  for (const each of row.querySelectorAll("*")) rename(each, old, index);
  for (const each of row.querySelectorAll("[data-live-only]")) each.hidden = false;
  const body = grid.tBodies[0];
  const place = after ? tail(after).nextSibling : null;
  body.insertBefore(row, place);
  told(grid);
  return row;
}

/** Take a row out, with its message row; return what `restore` needs. */
export function drop(grid, row) {
  const say_ = message(row);
  const gone = { row, say: say_, before: (say_ ?? row).nextSibling };
  row.remove();
  say_?.remove();
  told(grid);
  return gone;
}

/** Put back what `drop` took. */
export function restore(grid, gone) {
  const place = gone.before?.parentNode === grid.tBodies[0] ? gone.before : null;
  grid.tBodies[0].insertBefore(gone.row, place);
  if (gone.say) gone.row.after(gone.say);
  told(grid);
}

/** Move a row one place up (-1) or down (1); return whether there was a place. */
export function move(grid, row, step) {
  const all = [...grid.querySelectorAll("tr[data-line]")];
  const other = all[all.indexOf(row) + step];
  if (!other) return false;
  const note = message(row);
  if (step < 0) other.before(row);
  else tail(other).after(row);
  if (note) row.after(note);
  told(grid);
  return true;
}

/** Number the rows as they stand; on phones give each its summary button. */
export function renumber(grid) {
  const rows = [...grid.querySelectorAll("tr[data-line]")];
  rows.forEach((row, at) => {
    row.querySelector("[data-no]").textContent = String(at + 1);
    row.ariaRowIndex = String(at + 2);
    cells(row).forEach((cell, column) => { cell.ariaColIndex = String(column + 2); });
    summary(row, at + 1);
  });
  grid.ariaRowCount = String(rows.length + 1);
  const written = rows.filter((row) => !isBlank(row)).length;
  grid.closest(".dg-grid-part").querySelector("[data-count]").textContent =
    written === 1 ? say("oneLine") : say("lines", { n: written });
}

/** Return whether nothing has been typed into a new row. */
export function isBlank(row) {
  if (row.querySelector("input[name$='.id'][value]:not([data-id])")) return false;
  return cells(row).every((cell) => [...cell.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")]
    .every((box) => !box.value || box.value === box.querySelector?.("option[selected]")?.value)
    && ![...cell.querySelectorAll("[type=checkbox]")].some((box) => box.checked));
}

function told(grid) {
  renumber(grid);
  grid.dispatchEvent(new CustomEvent("dg:lines", { bubbles: true }));
}

function message(row) {
  const next = row.nextElementSibling;
  return next?.matches(".dg-grid-say") ? next : null;
}

function tail(row) { return message(row) ?? row; }

function rename(each, old, index) {
  for (const name of ["name", "id", "for", "aria-controls", "aria-describedby", "data-pointer"]) {
    const text = each.getAttribute(name);
    if (text?.includes(old)) each.setAttribute(name, text.replaceAll(old, String(index)));
  }
}

function summary(row, number) {
  let place = row.querySelector(".dg-line-sum");
  if (!place) {
    place = document.createElement("td");
    place.className = "dg-line-sum";
    place.setAttribute("role", "gridcell");
    const open = document.createElement("button");
    open.type = "button";
    open.dataset.open = "1";
    place.append(open);
    row.append(place);
    row.querySelector(".dg-line-acts").append(shut());
  }
  place.firstElementChild.textContent = [number, ...cells(row).slice(0, 3).map(text)].filter(Boolean).join(" · ");
}

function shut() {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.shut = "1";
  button.className = "dg-btn dg-shut";
  button.textContent = say("close");
  return button;
}

function text(cell) {
  const box = cell.querySelector("input:not([type=hidden]), select, textarea, output");
  if (!box) return "";
  if (box.tagName === "SELECT") return box.selectedOptions[0]?.textContent ?? "";
  return box.type === "checkbox" ? "" : box.value || box.textContent;
}
