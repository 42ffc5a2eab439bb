// The line grid: what keys and pastes do to the rows. rows.js knows how a row is made and numbered.
import { add, cells, drop, move, renumber, restore } from "./rows.js";
import { paste } from "./paste.js";
import { toast } from "./toast.js";
import { say } from "./words.js";

const editable = "input:not([type=hidden]):not([data-clear]), select, textarea";

for (const grid of document.querySelectorAll("[data-grid]")) wake(grid);

function wake(grid) {
  const part = grid.closest(".dg-grid-part");
  grid.classList.add("is-live");
  for (const each of part.querySelectorAll("[data-live-only]")) each.hidden = false;
  for (const each of part.querySelectorAll("[data-plain-only]")) each.hidden = true;
  tidy(grid);
  renumber(grid);
  const open = part.querySelector("[data-add]");
  if (open) {
    grid.addEventListener("keydown", (event) => key(grid, event));
    grid.addEventListener("paste", (event) => paste(grid, event));
  }
  grid.addEventListener("focusin", (event) => event.target.matches(editable) && keep(event.target));
  grid.addEventListener("input", (event) => event.target.closest("tr")?.classList.add("is-changed"));
  grid.addEventListener("change", () => renumber(grid));
  grid.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (event.target.closest("[data-remove]")) remove(grid, row);
    if (event.target.closest("[data-open]")) sheet(grid, row);
    if (event.target.closest("[data-shut]")) shut(grid, row);
  });
  open?.addEventListener("click", (event) => {
    event.preventDefault();
    const row = add(grid);
    if (narrow()) sheet(grid, row);
    focus(row, 0);
  });
}

// The empty rows are for those without scripts: one is kept to type into, none on a phone.
function tidy(grid) {
  const spare = [...grid.querySelectorAll("tr[data-spare]")];
  const kept = narrow() ? 0 : 1;
  for (const row of spare.slice(kept)) row.remove();
}

function narrow() { return matchMedia("(max-width: 639.98px)").matches; }

// What a cell held when it was entered: Escape gives it back.
function keep(box) {
  box.dataset.before = box.value;
}

function key(grid, event) {
  if (event.isComposing || event.defaultPrevented) return;
  const row = event.target.closest("tr[data-line]");
  if (!row || !event.target.matches(editable)) return;
  const column = cells(row).findIndex((cell) => cell.contains(event.target));
  const held = event.ctrlKey || event.metaKey;
  const done = held ? command(grid, event, row, column) : plain(grid, event, row, column);
  if (done) event.preventDefault();
}

function command(grid, event, row, column) {
  if (event.key.toLowerCase() === "d") return same(grid, row, column);
  if (event.key === "Enter") return focus(add(grid, row), firstOpen(row));
  if (event.key === "Delete") return remove(grid, row, column);
  if (event.key === "Home") return focus(lines(grid)[0], column);
  if (event.key === "End") return focus(lines(grid).at(-1), column);
  return false;
}

function plain(grid, event, row, column) {
  if (event.altKey && event.key === "ArrowUp") return move(grid, row, -1) && focus(row, column);
  if (event.altKey && event.key === "ArrowDown" && !event.target.closest("dg-picker")) return move(grid, row, 1) && focus(row, column);
  if (event.altKey) return false;
  if (event.key === "Escape") return undo(event.target);
  if (event.key === "Enter" && event.target.type !== "checkbox") return down(grid, row, column);
  if (event.key === "ArrowDown" && !event.target.matches("select, textarea")) return focus(beside(grid, row, 1), column);
  if (event.key === "ArrowUp" && !event.target.matches("select, textarea")) return focus(beside(grid, row, -1), column);
  if (event.key === "Tab" && !event.shiftKey && last(grid, row, column)) return focus(add(grid), firstOpen(row));
  if (event.key === "ArrowRight" && edge(event.target, "end")) return focus(row, nextOpen(row, column, 1));
  if (event.key === "ArrowLeft" && edge(event.target, "start")) return focus(row, nextOpen(row, column, -1));
  return false;
}

function lines(grid) { return [...grid.querySelectorAll("tr[data-line]")]; }

function beside(grid, row, step) {
  const all = lines(grid);
  return all[all.indexOf(row) + step];
}

function box(row, column) { return row && cells(row)[column]?.querySelector(editable); }

function focus(row, column) {
  const found = box(row, column) ?? row?.querySelector(editable);
  if (!found) return false;
  found.focus();
  if (found.select && found.type !== "checkbox") found.select();
  return true;
}

function firstOpen(row) { return cells(row).findIndex((cell) => cell.querySelector(editable)); }

function nextOpen(row, column, step) {
  const all = cells(row);
  for (let at = column + step; at >= 0 && at < all.length; at += step) if (box(row, at)) return at;
  return column;
}

function last(grid, row, column) { return row === lines(grid).at(-1) && nextOpen(row, column, 1) === column; }

function edge(input, side) {
  if (input.tagName === "SELECT" || input.type === "checkbox") return true;
  if (input.selectionStart === 0 && input.selectionEnd === input.value.length) return true;
  const at = side === "end" ? input.value.length : 0;
  return input.selectionStart === at && input.selectionEnd === at;
}

function down(grid, row, column) {
  return focus(beside(grid, row, 1) ?? add(grid), column);
}

function undo(input) {
  if (input.dataset.before === undefined || input.value === input.dataset.before) return false;
  input.value = input.dataset.before;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function same(grid, row, column) {
  const above = box(beside(grid, row, -1), column);
  const mine = box(row, column);
  if (!above || !mine) return true;
  copy(above, mine);
  mine.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function copy(from, to) {
  if (from.type === "checkbox") to.checked = from.checked;
  else if (from.closest("dg-picker")) to.closest("dg-picker").set(from.closest("dg-picker").id_.value, from.value);
  else to.value = from.value;
}

function remove(grid, row, column = 0) {
  const next = beside(grid, row, 1) ?? beside(grid, row, -1);
  const gone = drop(grid, row);
  toast(say("removed"), { action: { label: say("undo"), run: () => restore(grid, gone) } });
  focus(next, column);
  return true;
}

function shut(grid, row) {
  row.classList.remove("is-open");
  renumber(grid);
  row.querySelector("[data-open]").focus();
}

// On a phone a line opens as a sheet over the page.
function sheet(grid, row) {
  for (const other of lines(grid)) other.classList.toggle("is-open", other === row);
  focus(row, 0);
}
