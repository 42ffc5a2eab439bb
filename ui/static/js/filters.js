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
