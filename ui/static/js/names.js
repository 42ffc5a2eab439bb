// Names while an expression is typed: fields by name or label, paths through links, functions; the server knows them.
import { suggest } from "./suggest.js";

const TYPED = /[\p{L}_][\p{L}\p{N}_.]*$/u;
const SETTING = /\bsetting\(\s*["']([\w.]*)$/;

/** Bind the inputs of expressions, and those that come later. */
export function start() {
  bind();
  document.addEventListener("htmx:after:swap", bind);
}

function bind() {
  for (const box of document.querySelectorAll("[data-names]:not([role])")) {
    Object.assign(box, { role: "combobox", ariaExpanded: "false" });
    suggest(box, {
      word: (text) => SETTING.exec(text)?.[1] ?? TYPED.exec(text)?.[0] ?? null,
      where: (text) => place(box, SETTING.test(text)),
      holder: "dg-picker dg-names",
      label: box.labels[0]?.textContent ?? "",
    });
  }
}

// Where names are asked for: of the object another input of the form names, if one does.
function place(box, setting) {
  const url = new URL(box.dataset.names, location.href);
  const source = box.dataset.namesOf && box.form.elements[box.dataset.namesOf];
  if (source) url.pathname = url.pathname.replace(/[^/]*$/, encodeURIComponent(source.value));
  if (setting) url.searchParams.set("of", "setting");
  return url.pathname.endsWith("/") ? null : url;
}
