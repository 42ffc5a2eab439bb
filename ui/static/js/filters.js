// The list's search: waits for the end of composition and a short pause, then lets htmx replace the list.
const PAUSE = 250;

/** Bind search boxes; focus and caret survive the new list. */
export function start() {
  let timer = 0;
  document.addEventListener("input", (event) => {
    const box = event.target.closest?.("[data-search]");
    if (!box || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => send(box), PAUSE);
  });
  document.addEventListener("compositionend", (event) => {
    const box = event.target.closest?.("[data-search]");
    if (!box) return;
    clearTimeout(timer);
    timer = setTimeout(() => send(box), PAUSE);
  });
  document.addEventListener("htmx:after:swap", keep);
  document.addEventListener("click", common);
  document.addEventListener("click", fold);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-submits]")) event.target.form.requestSubmit();
  });
  document.addEventListener("htmx:after:swap", live);
  live();
}

// One of the commonest values of a field: into the box with it, and count anew.
function common(event) {
  const button = event.target.closest?.("[data-common]");
  if (!button) return;
  const box = button.closest("form").querySelector("input[name='c.value']");
  box.value = button.dataset.common;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

// Fold the rows of a group, up to the next head.
function fold(event) {
  const button = event.target.closest?.("[data-fold]");
  if (!button) return;
  const open = button.ariaExpanded !== "true";
  button.ariaExpanded = String(open);
  for (let row = button.closest("tr").nextElementSibling; row && !row.matches(".dg-group, .dg-more"); row = row.nextElementSibling) row.hidden = !open;
}

function live() {
  for (const each of document.querySelectorAll("[data-fold][hidden]")) each.hidden = false;
}

let held = null;

function send(box) {
  held = { text: box.value, at: box.selectionStart };
  box.dispatchEvent(new CustomEvent("dg:search", { bubbles: true }));
}

// The list comes back with the box inside it: put the caret where it was, with what was typed meanwhile.
function keep() {
  const box = document.querySelector("[data-search]");
  if (!held || !box) return;
  box.value = held.text;
  box.focus();
  box.setSelectionRange(held.at, held.at);
  held = null;
}
