// Coming back to a page asks once whether somebody else has changed what it shows: a dot on a row, a line on a record.
import { ask } from "./wire.js";
import { say } from "./words.js";

const MOST = 200;
const LEAST = 5_000;           // milliseconds a page has stood before it asks
const born = Date.now();
let asked = born;

/** Bind the return to lists and records. */
export function start() {
  const list = document.querySelector("[data-object] [data-rows]")?.closest("[data-object]");
  const record = document.querySelector("[data-record]") && location.pathname.match(/^\/o\/([^/]+)\/(\d+)$/);
  if (!list && !record) return;
  const look = () => { if (!document.hidden && Date.now() - asked > LEAST) list ? rows(list) : one(record); };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("focus", look);
}

async function rows(list) {
  const all = [...list.querySelectorAll("tr[data-id]")].slice(0, MOST);
  const changed = await question(list.dataset.object, all.map((each) => each.dataset.id));
  for (const row of all) if (changed.has(row.dataset.id)) mark(row);
}

async function one([, name, id]) {
  if (!(await question(name, [id])).has(id) || document.getElementById("dg-fresh")) return;
  const told = document.createElement("p");
  told.id = "dg-fresh";
  told.className = "dg-fresh-line";
  told.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = say("freshShow");
  told.append(`${say("freshRecord")} `, link);
  document.querySelector("[data-record]").querySelector(".dg-head").after(told);
}

async function question(name, ids) {
  asked = Date.now();
  if (!ids.length) return new Set();
  const age = Math.ceil((asked - born) / 1000);
  const answer = await ask(`/f/fresh/${name}?age=${age}&ids=${ids.join(",")}`).catch(() => null);
  return new Set(answer?.ok ? (await answer.json()).changed.map(String) : []);
}

function mark(row) {
  const first = row.querySelector("th");
  if (!first || first.querySelector(".dg-fresh")) return;
  const dot = document.createElement("span");
  dot.className = "dg-fresh";
  dot.title = say("fresh");
  const words = document.createElement("span");
  words.className = "dg-hide-text";
  words.textContent = say("fresh");
  dot.append(words);
  first.append(dot);
}
