// Files: sent at once with progress, for a field of a form or to be attached to the record of the page.
import { toast } from "./toast.js";
import { token } from "./wire.js";
import { say } from "./words.js";

/** Send one file; `told` hears how many percent are there. Resolves to the request when it is over. */
function send(url, file, told) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    request.open("POST", url);
    request.setRequestHeader("X-CSRF-Token", token());
    request.setRequestHeader("X-Dougong-Fragment", "1");
    request.upload.addEventListener("progress", (event) => told(100 * event.loaded / event.total));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(request));
    request.send(body);
  });
}

function refusal(request) {
  try { return JSON.parse(request.responseText).error; } catch { return say("offline"); }
}

class FileField extends HTMLElement {
  connectedCallback() {
    const part = (name) => this.querySelector(`[data-${name}]`);
    [this.value_, this.now, this.mark, this.link, this.clear, this.pick, this.bar] = ["value", "now", "mark", "link", "clear", "pick", "bar"].map(part);
    this.box = this.querySelector("input[type=file]");
    this.clear.hidden = this.pick.hidden = false;
    this.box.classList.add("dg-hide-text");
    for (const each of this.querySelectorAll("[data-plain-only]")) each.remove();
    this.box.addEventListener("change", (event) => { event.stopPropagation(); this.take(this.box.files[0]); });
    this.clear.addEventListener("click", () => { this.put("", false); this.box.focus(); });
  }

  async take(file) {
    if (!file) return;
    this.bar.hidden = false;
    const request = await send(this.dataset.url, file, (percent) => { this.bar.value = percent; }).catch(() => null);
    this.bar.hidden = true;
    this.box.value = "";
    if (request?.status !== 200) { toast(request ? refusal(request) : say("offline"), { kind: "bad" }); return; }
    const kept = JSON.parse(request.responseText);
    this.link.textContent = kept.name;
    this.link.href = kept.href;
    if (kept.picture) this.mark.replaceChildren(Object.assign(document.createElement("img"), { src: kept.picture, alt: "" }));
    this.put(kept.text, true);
  }

  put(text, there) {
    this.value_.value = text;
    this.now.hidden = !there;
    this.value_.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("dg-file", FileField);

/** Bind the forms that attach files to a record: choosing them, or dropping them there, sends them. */
export function start() {
  for (const form of document.querySelectorAll("form[data-send]")) {
    const [box, button] = [form.querySelector("input[type=file]"), form.querySelector("button")];
    box.hidden = true;
    button.type = "button";
    button.addEventListener("click", () => box.click());
    box.addEventListener("change", () => attach(form, [...box.files]));
    form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("is-over"); });
    form.addEventListener("dragleave", () => form.classList.remove("is-over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("is-over");
      attach(form, [...event.dataTransfer.files].slice(0, box.multiple ? undefined : 1));
    });
  }
}

async function attach(form, files) {
  const bar = form.querySelector("[data-bar]");
  const button = form.querySelector("button");
  if (!files.length) return;
  if (files.some((file) => file.size > Number(form.dataset.most))) { toast(form.dataset.limit, { kind: "bad" }); return; }
  button.disabled = true;
  bar.hidden = false;
  for (const [at, file] of files.entries()) {
    const request = await send(form.action, file, (percent) => { bar.value = (100 * at + percent) / files.length; }).catch(() => null);
    if (!request || request.status >= 400) {
      toast(request ? refusal(request) : say("offline"), { kind: "bad" });
      button.disabled = false;
      bar.hidden = true;
      return;
    }
  }
  location.reload();
}
