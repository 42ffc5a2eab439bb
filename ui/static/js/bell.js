// What one was told: the count beside the bell, kept up while the page is looked at, and the drawer the bell opens.
import { ask } from "./wire.js";

const EVERY = 30_000;
const KEPT = "dougong-bell";
const PHONE = 640;             // where the page of notices is as near as a drawer

/** Bind the bells of the page. */
export function start() {
  const bells = [...document.querySelectorAll("[data-bell]")];
  const drawer = document.getElementById("dg-told");
  if (!bells.length || !drawer) return;
  const state = { bells, url: bells[0].dataset.bell, name: bells[0].querySelector("[data-said]").textContent, mark: "", timer: 0 };
  show(state, JSON.parse(sessionStorage.getItem(KEPT) ?? "null"));
  for (const bell of bells) bell.addEventListener("click", (event) => open(event, bell, drawer));
  document.addEventListener("click", (event) => read(event.target.closest?.("a[data-read]"), bells[0].href));
  drawer.addEventListener("toggle", (event) => { if (event.newState === "closed") look(state); });
  document.addEventListener("visibilitychange", () => look(state));
  look(state);
}

// A page nobody looks at asks nothing.
async function look(state) {
  clearTimeout(state.timer);
  if (document.hidden) return;
  const headers = state.mark ? { "If-None-Match": state.mark } : {};
  const answer = await ask(state.url, { headers }).catch(() => null);
  if (answer?.status === 401) return;
  if (answer?.ok) {
    state.mark = answer.headers.get("ETag") ?? "";
    show(state, await answer.json());
  }
  clearTimeout(state.timer);
  state.timer = setTimeout(() => look(state), EVERY);
}

function show({ bells, name }, told) {
  if (!told) return;
  sessionStorage.setItem(KEPT, JSON.stringify(told));
  for (const bell of bells) {
    const count = bell.querySelector("b");
    count.textContent = told.text;
    count.hidden = !told.text;
    bell.querySelector("[data-said]").textContent = told.label ? `${name}: ${told.label}` : name;
  }
}

async function open(event, bell, drawer) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || innerWidth < PHONE) return;
  event.preventDefault();
  const answer = await ask(drawer.dataset.url).catch(() => null);
  if (!answer?.ok) { location.assign(bell.href); return; }
  drawer.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
  if (!drawer.matches(":popover-open")) drawer.showPopover({ source: bell });
  drawer.querySelector("a, button")?.focus();
}

// Whoever opens a record from a notice has read it; the request outlives the page.
function read(link, href) {
  if (!link?.dataset.read) return;
  ask(href, { method: "POST", body: new URLSearchParams({ id: link.dataset.read }), keepalive: true, redirect: "manual" }).catch(() => null);
}
