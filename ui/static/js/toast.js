// Short messages at the bottom: at most two, six seconds, longer with an action; errors stay.
import { say } from "./words.js";

const MOST = 2;
const SHORT = 6000;
const LONG = 10000;

/** Show `text`; `action` is {label, run}; kind "bad" stays until it is closed. */
export function toast(text, { kind = "good", action = null } = {}) {
  const box = document.createElement("div");
  box.className = `dg-toast-box dg-toast-box--${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  box.append(words);
  if (action) box.append(button(action.label, () => { action.run(); box.remove(); }));
  if (kind === "bad") box.append(button(say("close"), () => box.remove()));
  const host = document.getElementById("toasts");
  host.append(box);
  while (host.children.length > MOST) host.firstElementChild.remove();
  if (kind !== "bad") leave(box, action ? LONG : SHORT);
}

/** Let messages the server wrote leave too, and drop what asked for them from the address. */
export function start() {
  for (const box of document.querySelectorAll("[data-toast]")) leave(box, SHORT);
  const address = new URL(location.href);
  if (!address.searchParams.has("done")) return;
  address.searchParams.delete("done");
  history.replaceState(history.state, "", address);
}

function button(label, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "dg-btn dg-btn--link";
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

function leave(box, after) {
  let timer = setTimeout(() => box.remove(), after);
  const hold = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => box.remove(), after); };
  for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, go);
}
