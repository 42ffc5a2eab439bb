// Why a button cannot be pressed: its popover opens on hover and focus too, not only on a press. And small reveals.
import { say } from "./words.js";

/** Bind reasons and the eye of the password. */
export function start() {
  document.addEventListener("pointerover", (event) => show(event.target));
  document.addEventListener("focusin", (event) => show(event.target));
  for (const button of document.querySelectorAll("[data-reveal]")) reveal(button);
}

function show(target) {
  const button = target.closest?.("[data-reason]");
  if (!button) return;
  const reason = document.getElementById(button.getAttribute("popovertarget"));
  if (!reason.matches(":popover-open")) reason.showPopover({ source: button });
}

function reveal(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const box = document.getElementById(button.dataset.reveal);
    const hidden = box.type === "password";
    box.type = hidden ? "text" : "password";
    button.textContent = say(hidden ? "hide" : "show");
    box.focus();
  });
}
