// A matrix of links by arrows: one cell is in the tab order, the arrows go from it to the next; Enter opens it.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** Bind the matrices of the page. */
export function start() {
  for (const table of document.querySelectorAll("[data-arrows]")) bind(table);
}

function bind(table) {
  const lines = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.cells.length > 1);
  const rows = lines.map((row) => [...row.cells].map((cell) => cell.querySelector("a")));
  const cells = rows.flat().filter(Boolean);
  const enter = (link) => { for (const each of cells) each.tabIndex = each === link ? 0 : -1; };
  if (!cells.length) return;
  enter(cells[0]);
  table.addEventListener("focusin", (event) => { if (cells.includes(event.target)) enter(event.target); });
  table.addEventListener("keydown", (event) => {
    const here = place(rows, event.target);
    if (!here || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = event.key in STEPS ? step(rows, here, STEPS[event.key]) : edge(rows[here[0]], event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

function place(rows, link) {
  const row = rows.findIndex((each) => each.includes(link));
  return row < 0 ? null : [row, rows[row].indexOf(link)];
}

// Cells nobody opens (an administrator's) are stepped over.
function step(rows, [row, column], [down, right]) {
  for (let at = row + down, to = column + right; rows[at]?.[to] !== undefined; at += down, to += right) {
    if (rows[at][to]) return rows[at][to];
  }
  return null;
}

function edge(row, key) {
  if (key === "Home") return row.find(Boolean);
  return key === "End" ? row.findLast(Boolean) : null;
}
