// The sheet of a record: its button opens the browser's own print window; without scripts the browser's menu does.

/** Bind the button of a sheet. */
export function start() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
