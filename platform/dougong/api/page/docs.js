// The page to try the API: reads /api/openapi.json with a token and sends what one fills in. No library, no storage.

const at = (id) => document.getElementById(id);
let doc = null;
let token = "";

function el(tag, props = {}, ...children) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
}

function resolve(schema) {
  return schema?.$ref ? schema.$ref.slice(2).split("/").reduce((found, step) => found[step], doc) : schema;
}

function headers(more = {}) {
  return { Authorization: `Bearer ${token}`, "Accept-Language": at("language").value, ...more };
}

async function open(event) {
  event.preventDefault();
  token = at("token").value.trim();
  const answer = await fetch("/api/openapi.json", { headers: headers(), credentials: "omit" });
  const body = await answer.json();
  if (!answer.ok) {
    at("said").textContent = body.detail;
    return;
  }
  doc = body;
  at("said").textContent = doc.info.description;
  list("");
}

function calls() {
  return Object.entries(doc.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ path, method: method.toUpperCase(), call })));
}

function list(words) {
  const found = calls().filter(({ path, call }) => `${path} ${call.summary}`.toLowerCase().includes(words.toLowerCase()));
  at("calls").replaceChildren(...found.map((each) => {
    const button = el("button", { type: "button", title: each.call.summary },
      el("b", { textContent: each.method }), each.path.replace("/api/v1", ""));
    button.addEventListener("click", () => show(each, button));
    return el("li", {}, button);
  }));
}

function show({ path, method, call }, button) {
  document.querySelectorAll("nav [aria-current]").forEach((old) => old.removeAttribute("aria-current"));
  button.setAttribute("aria-current", "true");
  const form = el("form");
  const inputs = (call.parameters ?? []).map((parameter) => {
    const id = `p-${parameter.in}-${parameter.name}`;
    const input = choices(parameter) ?? el("input", { required: Boolean(parameter.required) });
    input.id = id;
    return { parameter, input, row: [el("label", { htmlFor: id },
      parameter.name, el("small", { textContent: parameter.description ?? "" })), input] };
  });
  if (inputs.length) form.append(el("div", { className: "grid" }, ...inputs.flatMap(({ row }) => row)));
  const body = call.requestBody?.content["application/json"];
  const area = body && el("textarea", { id: "body", value: JSON.stringify(body.example ?? {}, null, 2), spellcheck: false });
  if (area) form.append(el("h3", {}, el("label", { htmlFor: "body", textContent: "Body" })), area,
    details("Schema of the body", body.schema));
  const answer = el("pre", { tabIndex: 0, ariaLabel: "Answer" });
  form.append(el("p", {}, el("button", { textContent: "Send" })));
  form.addEventListener("submit", (event) => send(event, { path, method, inputs, area, answer }));
  at("call").replaceChildren(el("h2", { textContent: call.summary }), el("code", { textContent: `${method} ${path}` }),
    form, el("h3", { textContent: "Answer" }), answer);
  at("call").focus();
}

function choices(parameter) {
  const values = resolve(parameter.schema)?.enum;
  return values && el("select", {}, el("option", { value: "" }), ...values.map((value) => el("option", { textContent: value })));
}

function details(title, schema) {
  const text = el("pre", { tabIndex: 0, ariaLabel: title });
  const made = el("details", {}, el("summary", { textContent: title }), text);
  made.addEventListener("toggle", () => { text.textContent = JSON.stringify(resolve(schema), null, 2); }, { once: true });
  return made;
}

async function send(event, { path, method, inputs, area, answer }) {
  event.preventDefault();
  const query = new URLSearchParams();
  const extra = area ? { "Content-Type": "application/json" } : {};
  let address = path;
  for (const { parameter, input } of inputs) {
    if (!input.value) continue;
    if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (parameter.in === "query") query.append(parameter.name, input.value);
    else extra[parameter.name] = input.value;
  }
  const asked = query.size ? `${address}?${query}` : address;
  const got = await fetch(asked, { method, headers: headers(extra), body: area?.value, credentials: "omit" });
  const text = await got.text();
  const told = [...got.headers].filter(([name]) => ["etag", "location", "link", "allow", "retry-after"].includes(name));
  answer.textContent = [`${got.status} ${got.statusText}`, ...told.map(([name, value]) => `${name}: ${value}`), "",
    pretty(text)].join("\n");
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

at("enter").addEventListener("submit", open);
at("find").addEventListener("input", (event) => doc && list(event.target.value));
