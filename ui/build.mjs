// Puts what the screens use of the browser libraries into static/vendor: `npm ci && node build.mjs`.
// Nothing here is in git; wheels carry it. Run again whenever templates, icons or the lock file change.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "node_modules");
const VENDOR = join(HERE, "static", "vendor");

const COPIES = {
  "htmx.org/dist/htmx.min.js": "htmx.min.js",
  "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter.woff2",
  "axe-core/axe.min.js": "dev/axe.min.js",
};
const LICENCES = ["htmx.org", "@tabler/core", "@tabler/icons", "@fontsource-variable/inter"];

rmSync(VENDOR, { recursive: true, force: true });
mkdirSync(join(VENDOR, "dev"), { recursive: true });
for (const [from, to] of Object.entries(COPIES)) cpSync(join(MODULES, from), join(VENDOR, to));
write("icons.svg", sprite(iconNames()));
write("tabler.min.css", trimmed(read("@tabler/core/dist/css/tabler.min.css"), wordsInUse()));
write("LICENCES.txt", LICENCES.map(licence).join("\n"));

function read(path) {
  return readFileSync(join(MODULES, path), "utf8");
}

function write(name, text) {
  writeFileSync(join(VENDOR, name), text);
  console.log(`${(Buffer.byteLength(text) / 1024).toFixed(0).padStart(5)} KB  static/vendor/${name}`);
}

function files(folder, ...endings) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.startsWith(VENDOR));
}

// Icons ---------------------------------------------------------------------------------------------------------------

function iconNames() {
  const listed = readFileSync(join(HERE, "icons.txt"), "utf8").split("\n").map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
  const inPacks = files(join(HERE, "..", "metadata"), ".yaml", ".yml", ".json")
    .flatMap((path) => [...readFileSync(path, "utf8").matchAll(/\bicon"?:\s*"?([a-z0-9-]+)/g)].map((found) => found[1]));
  return [...new Set([...listed, ...inPacks])].sort();
}

// One symbol each; the width of the stroke is left to the stylesheet, which knows the size.
function sprite(names) {
  const unknown = names.filter((name) => !existsSync(join(MODULES, "@tabler/icons/icons/outline", `${name}.svg`)));
  if (unknown.length) throw new Error(`no such icon in @tabler/icons: ${unknown.join(", ")}`);
  const symbols = names.map((name) => {
    const drawing = read(`@tabler/icons/icons/outline/${name}.svg`).match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    return `<symbol id="i-${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" ` +
      `stroke-linejoin="round">${drawing.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

// Stylesheet ----------------------------------------------------------------------------------------------------------

// Every word of a template, script or view model may be a class; taking one word too many only keeps a rule.
function wordsInUse() {
  const sources = [
    ...files(join(HERE, "templates"), ".html", ".jinja", ".svg", ".xml"),
    ...files(join(HERE, "static"), ".js", ".mjs"),
    ...files(join(HERE, "..", "platform", "dougong", "web"), ".py"),
  ];
  const words = new Set();
  for (const path of sources) for (const word of readFileSync(path, "utf8").match(/[A-Za-z][\w-]*/g) ?? []) words.add(word);
  return words;
}

// Keeps a rule when some selector of it names only classes in use; at-rules are trimmed inside.
function trimmed(css, words) {
  return [...blocks(css)].map(([head, body]) => {
    if (body === undefined) return head;
    if (/^@(media|supports|layer|container)/.test(head)) {
      const inner = trimmed(body, words);
      return inner ? `${head}{${inner}}` : "";
    }
    if (head.startsWith("@")) return `${head}{${body}}`;
    const kept = parts(head).filter((selector) => classes(selector).every((name) => words.has(name)));
    return kept.length ? `${kept.join(",")}{${body}}` : "";
  }).join("");
}

function classes(selector) {
  const positive = selector.replace(/:(not|is|where|has)\((?:[^()]|\([^()]*\))*\)/g, "");
  return [...positive.matchAll(/\.((?:\\.|[\w-])+)/g)].map((found) => found[1].replace(/\\/g, ""));
}

// Splits a list of selectors at the commas outside parentheses.
function parts(head) {
  return head.split(/,(?![^(]*\))/);
}

// Yields [head, body] of each block and [statement] of each thing that ends in a semicolon.
function* blocks(css) {
  let at = 0;
  css = css.replace(/\/\*[\s\S]*?\*\//g, "");
  while (at < css.length) {
    const open = css.indexOf("{", at);
    const stop = css.indexOf(";", at);
    if (stop !== -1 && (open === -1 || stop < open)) {
      yield [css.slice(at, stop + 1)];
      at = stop + 1;
      continue;
    }
    if (open === -1) return;
    const close = closing(css, open);
    yield [css.slice(at, open).trim(), css.slice(open + 1, close)];
    at = close + 1;
  }
}

function closing(css, open) {
  let depth = 0;
  let quote = "";
  for (let at = open; at < css.length; at++) {
    const sign = css[at];
    if (sign === "\\") at++;
    else if (quote) quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "{") depth++;
    else if (sign === "}" && --depth === 0) return at;
  }
  throw new Error("unbalanced braces in the stylesheet");
}

// Licences ------------------------------------------------------------------------------------------------------------

function licence(name) {
  const { version, license, homepage } = JSON.parse(read(`${name}/package.json`));
  const text = ["LICENSE", "LICENSE.md", "LICENCE"].find((file) => existsSync(join(MODULES, name, file)));
  return `== ${name} ${version}, ${license}, ${homepage ?? ""}\n\n${text ? read(`${name}/${text}`) : ""}\n`;
}
