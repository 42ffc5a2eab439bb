// Comments: people named by @ while one types, found by pinyin too; Ctrl Enter sends.
import { suggest } from "./suggest.js";

const NAMED = /(?:^|[^A-Za-z0-9_.+-])@([\p{L}\p{N}_.+-]{0,60})$/u;

/** Bind the places where something is said. */
export function start() {
  for (const form of document.querySelectorAll("[data-say]")) {
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit(form.querySelector("button"));
    });
  }
  for (const box of document.querySelectorAll("[data-mentions]")) {
    suggest(box, {
      word: (text) => NAMED.exec(text)?.[1] ?? null,
      where: () => new URL(box.dataset.mentions, location.href),
      closes: " ",
      holder: "dg-named-box",
      label: box.labels[0]?.firstChild?.textContent ?? "",
    });
  }
}
