// Why something is as it is, in a drawer beside the work. Without scripts, or with Ctrl, the page of reasons opens.
import { say } from "./words.js";
import { ask } from "./wire.js";

/** Let links to reasons open the drawer. */
export function start() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-why]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href);
  });
}

async function open(url) {
  const answer = await ask(url).catch(() => null);
  if (!answer?.ok) { location.assign(url); return; }
  const drawer = document.getElementById("dg-why") ?? made();
  drawer.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
  for (const menu of document.querySelectorAll(":popover-open")) menu.hidePopover();
  if (!drawer.open) drawer.showModal();
  drawer.querySelector("[data-why-copy]").hidden = !navigator.clipboard;
  (drawer.querySelector(".is-asked") ?? drawer).scrollIntoView?.({ block: "nearest" });
}

function made() {
  const drawer = document.createElement("dialog");
  drawer.id = "dg-why";
  drawer.className = "dg-why-drawer";
  drawer.setAttribute("aria-labelledby", "dg-why-title");
  drawer.addEventListener("click", (event) => press(drawer, event));
  drawer.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    open(`${form.action}?${new URLSearchParams(new FormData(form))}`);
  });
  drawer.addEventListener("change", (event) => event.target.form?.requestSubmit());
  document.body.append(drawer);
  return drawer;
}

function press(drawer, event) {
  const button = event.target.closest("button");
  if (event.target === drawer || button?.matches("[data-why-close]")) drawer.close();
  else if (button?.matches("[data-why-kind]")) only(drawer, button);
  else if (button?.matches("[data-why-copy]")) copy(drawer, button.lastElementChild);
}

function only(drawer, button) {
  for (const each of drawer.querySelectorAll("[data-why-kind]")) each.ariaPressed = String(each === button);
  for (const card of drawer.querySelectorAll("[data-about]")) card.hidden = Boolean(button.dataset.whyKind) && card.dataset.about !== button.dataset.whyKind;
}

// What an administrator needs to see: the address and every reason, line by line.
async function copy(drawer, words) {
  const cards = [...drawer.querySelectorAll("h2, header .dg-faint, h3, .dg-why-lines span, .dg-meta")].map((each) => each.textContent.trim());
  await navigator.clipboard.writeText([location.href, ...cards].join("\n"));
  words.textContent = say("copied");
}
