// Ctrl K: finds records, lists and actions through a fragment of the server.
import { ask } from "./wire.js";

const PAUSE = 120;

/** Bind the palette and what opens it. */
export function start() {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const box = dialog.querySelector("input");
  const hits = document.getElementById("palette-hits");
  let timer = 0;
  let asked = 0;

  const open = () => { if (!dialog.open) { dialog.showModal(); box.select(); find(); } };
  const find = async () => {
    const mine = ++asked;
    const answer = await ask(`${dialog.dataset.url}?${new URLSearchParams({ q: box.value })}`).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    hits.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
    choose(0);
  };
  const options = () => [...hits.querySelectorAll("[role=option][href]")];
  const choose = (at) => {
    const all = options();
    const chosen = all[(at + all.length) % (all.length || 1)];
    for (const each of all) each.ariaSelected = String(each === chosen);
    if (chosen) { box.setAttribute("aria-activedescendant", chosen.id); chosen.scrollIntoView({ block: "nearest" }); }
    else box.removeAttribute("aria-activedescendant");
  };
  const here = () => options().findIndex((each) => each.ariaSelected === "true");

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.isComposing) { event.preventDefault(); open(); }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens=palette]") && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(); }
    if (event.target === dialog) dialog.close();
  });
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  });
  box.addEventListener("compositionend", find);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") choose(here() + 1);
    else if (event.key === "ArrowUp") choose(here() - 1);
    else if (event.key === "Enter") options()[here()]?.click();
    else return;
    event.preventDefault();
  });
}
