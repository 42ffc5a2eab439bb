// The page to try the API: reads /api/openapi.json with a token and sends what one fills in. No library, no storage.
// The document comes in parts: first the calls that are always there, then those of an object when it is opened.

const at = (id) => document.getElementById(id);
let token = "";

function el(tag, props = {}, ...children) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
}

function resolve(doc, part) {
  return part?.$ref ? resolve(doc, part.$ref.slice(2).split("/").reduce((found, step) => found[step], doc)) : part;
}

function headers(more = {}) {
  return { Authorization: `Bearer ${token}`, "Accept-Language": at("language").value, ...more };
}

async function part(objects) {
  const answer = await fetch(`/api/openapi.json?objects=${objects}`, { headers: headers(), credentials: "omit" });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

async function open(event) {
  event.preventDefault();
  token = at("token").value.trim();
  try {
    const doc = await part("");
    at("said").textContent = doc.info.description;
    at("calls").replaceChildren(...calls(doc, () => true).map(entry), ...doc.tags.map(group));
  } catch (error) {
    at("said").textContent = error.message;
  }
}

function calls(doc, wanted) {
  return Object.entries(doc.paths).flatMap(([path, methods]) => Object.entries(methods)
    .filter(([, call]) => wanted(call.tags[0]))
    .map(([method, call]) => ({ path, method: method.toUpperCase(), call, doc })));
}

function entry(each) {
  const button = el("button", { type: "button", title: each.call.summary },
    el("b", { textContent: each.method }), each.path.replace("/api/v1", ""));
  button.addEventListener("click", () => show(each, button));
  const item = el("li", {}, button);
  item.dataset.words = `${each.path} ${each.call.summary}`.toLowerCase();
  return item;
}

function group({ name, description }) {
  const inside = el("ul");
  const box = el("details", {}, el("summary", {}, description, " ", el("small", { textContent: name })), inside);
  box.addEventListener("toggle", async () => {
    if (!box.open || inside.childElementCount) return;
    try {
      inside.replaceChildren(...calls(await part(name), (tag) => tag === name).map(entry));
    } catch (error) {
      at("said").textContent = error.message;
    }
  });
  const item = el("li", {}, box);
  item.dataset.words = `${name} ${description}`.toLowerCase();
  return item;
}

function find(words) {
  for (const item of at("calls").children) item.hidden = !item.dataset.words.includes(words.trim().toLowerCase());
}

function show({ path, method, call, doc }, button) {
  document.querySelectorAll("nav [aria-current]").forEach((old) => old.removeAttribute("aria-current"));
  button.setAttribute("aria-current", "true");
  const form = el("form");
  const inputs = (call.parameters ?? []).map((given) => resolve(doc, given)).map((parameter) => {
    const id = `p-${parameter.in}-${parameter.name}`;
    const input = choices(doc, parameter) ?? el("input", { required: Boolean(parameter.required) });
    input.id = id;
    return { parameter, input, row: [el("label", { htmlFor: id },
      parameter.name, el("small", { textContent: parameter.description ?? "" })), input] };
  });
  if (inputs.length) form.append(el("div", { className: "grid" }, ...inputs.flatMap(({ row }) => row)));
  const body = call.requestBody?.content["application/json"];
  const area = body && el("textarea", { id: "body", value: JSON.stringify(body.example ?? {}, null, 2), spellcheck: false });
  if (area) form.append(el("h3", {}, el("label", { htmlFor: "body", textContent: "Body" })), area,
    details(doc, "Schema of the body", body.schema));
  const answer = el("pre", { tabIndex: 0, ariaLabel: "Answer" });
  form.append(el("p", {}, el("button", { textContent: "Send" })));
  form.addEventListener("submit", (event) => send(event, { path, method, inputs, area, answer }));
  at("call").replaceChildren(el("h2", { textContent: call.summary }), el("code", { textContent: `${method} ${path}` }),
    form, el("h3", { textContent: "Answer" }), answer);
  at("call").focus();
}

function choices(doc, parameter) {
  const values = resolve(doc, parameter.schema)?.enum;
  return values && el("select", {}, el("option", { value: "" }), ...values.map((value) => el("option", { textContent: value })));
}

function details(doc, title, schema) {
  const text = el("pre", { tabIndex: 0, ariaLabel: title });
  const made = el("details", {}, el("summary", { textContent: title }), text);
  made.addEventListener("toggle", () => { text.textContent = JSON.stringify(spread(doc, schema), null, 2); }, { once: true });
  return made;
}

// A schema with what it refers to in place, one step deep; deeper ones keep their names.
function spread(doc, schema) {
  const whole = resolve(doc, schema);
  const put = ([name, value]) => [name, resolve(doc, value)];
  return whole.properties ? { ...whole, properties: Object.fromEntries(Object.entries(whole.properties).map(put)) } : whole;
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
at("find").addEventListener("input", (event) => find(event.target.value));
