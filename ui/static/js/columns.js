// The column chooser: narrowed by what is typed, put in order by dragging or Alt ↑ ↓.

/** Bind sortable lists of choices. */
export function start() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.("[data-narrow]")) return;
    const words = event.target.value.trim().toLowerCase();
    for (const each of event.target.form.querySelectorAll("[data-sortable] label")) each.hidden = !each.textContent.toLowerCase().includes(words);
  });
  document.addEventListener("keydown", (event) => {
    const item = event.target.closest?.("[data-sortable] label");
    if (!item || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const other = event.key === "ArrowUp" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (event.key === "ArrowUp") other.before(item);
    else other.after(item);
    event.target.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-narrow]")) event.preventDefault();
  });
  drag();
}

function drag() {
  let held = null;
  document.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-sortable] label");
    held?.classList.add("is-held");
  });
  document.addEventListener("dragover", (event) => {
    const over = held && event.target.closest?.("[data-sortable] label");
    if (!over) return;
    event.preventDefault();
    const middle = over.getBoundingClientRect();
    if (event.clientY < middle.top + middle.height / 2) over.before(held);
    else over.after(held);
  });
  document.addEventListener("dragend", () => { held?.classList.remove("is-held"); held = null; });
}
