// Theme and density change at once; the server keeps the choice for the next page.
import { ask } from "./wire.js";

/** Bind the buttons of the personal menu. */
export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-quick='theme']");
    const button = event.submitter;
    if (!form || !button?.name) return;
    event.preventDefault();
    show(button.name, button.value);
    for (const other of form.querySelectorAll(`[name="${button.name}"]`)) other.ariaPressed = String(other === button);
    ask(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual" }).catch(() => form.submit());
  });
}

function show(name, value) {
  const root = document.documentElement;
  root.dataset[name] = value;
  if (name !== "theme") return;
  if (value === "system") root.removeAttribute("data-bs-theme");
  else root.dataset.bsTheme = value;
}
