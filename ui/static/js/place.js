// After Back the list stands where it was left: as many rows, the same place, the same row in focus.
import { ask } from "./wire.js";

const KEY = "dg-place";
const MOST = 500;

/** Remember the place of a list when it is left, and return to it after Back. */
export function start() {
  const list = document.querySelector("[data-rows]");
  window.addEventListener("pagehide", () => keep());
  if (!list || performance.getEntriesByType("navigation")[0]?.type !== "back_forward") return;
  back(list);
}

function keep() {
  const list = document.querySelector("[data-rows]");
  if (!list) return;
  const held = document.activeElement?.closest?.("tr[data-href]")?.dataset.href ?? "";
  const rows = list.querySelectorAll("tbody tr[data-href]").length;
  sessionStorage.setItem(KEY, JSON.stringify({ at: location.href, rows, top: scrollY, held }));
}

async function back(list) {
  const was = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (was?.at !== location.href) return;
  const more = list.querySelectorAll("tbody tr[data-href]").length;
  if (was.rows > more && list.querySelector(".dg-more")) {
    const asked = new URL(location.href);
    asked.searchParams.set("limit", String(Math.min(was.rows, MOST)));
    const answer = await ask(`/f/rows/${document.querySelector("[data-object]").dataset.object}${asked.search}`).catch(() => null);
    if (answer?.ok) {
      list.tBodies[0].innerHTML = await answer.text();
      window.htmx?.process(list.tBodies[0]);
    }
  }
  scrollTo(0, was.top);
  if (was.held) list.querySelector(`tr[data-href="${CSS.escape(was.held)}"]`)?.focus({ preventScroll: true });
}
