// On a record's page, [ and ] lead to the record before and after it in the list one came from.

const KEY = "dg-list";

/** Note the rows of a list when it is left; on a record among them show the ways to its neighbours. */
export function start() {
  window.addEventListener("pagehide", note);
  const ways = document.querySelector("[data-neighbours]");
  if (!ways) return;
  const rows = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  const at = rows.indexOf(location.pathname);
  if (at < 0) return;
  for (const [way, href] of [[ways.firstElementChild, rows[at - 1]], [ways.lastElementChild, rows[at + 1]]]) {
    if (href) way.href = href;
    way.ariaDisabled = String(!href);
  }
  ways.hidden = false;
}

function note() {
  const list = document.querySelector("[data-rows]");
  if (!list) return;
  const rows = [...list.querySelectorAll("tr[data-href]")].map((row) => new URL(row.dataset.href, location.href).pathname);
  sessionStorage.setItem(KEY, JSON.stringify(rows));
}
