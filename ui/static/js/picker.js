// The relation picker: an ARIA combobox over a fragment of options; without scripts it is the plain input it wraps.
import { ask } from "./wire.js";

const PAUSE = 150;

class Picker extends HTMLElement {
  connectedCallback() {
    if (this.box) return;            // moved within the page: already bound
    this.box = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.id_ = this.querySelector("[data-id]");
    this.was = this.querySelector("[data-was]");
    this.clear = this.querySelector("[data-clear]");
    this.asked = 0;
    this.box.addEventListener("input", (event) => { if (!event.isComposing) this.later(); });
    this.box.addEventListener("compositionend", () => this.later());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => setTimeout(() => this.leave(), 120));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    this.clear.addEventListener("click", () => { this.set("", ""); this.box.focus(); });
    this.moved = () => this.place();
    this.show();
  }

  show() { this.clear.hidden = !this.id_.value; }

  get options() { return [...this.list.querySelectorAll("[role=option][data-id]")]; }

  get chosen() { return this.options.find((each) => each.ariaSelected === "true"); }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), PAUSE);
  }

  async open() {
    const mine = ++this.asked;
    const q = this.box.value === this.was.value ? "" : this.box.value;
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", q);
    url.searchParams.set("prefix", this.list.id);
    const answer = await ask(url).catch(() => null);
    if (mine !== this.asked || !answer?.ok) return;
    this.list.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
    if (this.list.hidden) this.reveal();
    this.place();
    this.box.ariaExpanded = "true";
    this.choose(q ? 0 : -1);
  }

  close() {
    this.asked++;
    clearTimeout(this.timer);
    if (!this.list.hidden) this.list.hidePopover();
    this.list.hidden = true;
    removeEventListener("scroll", this.moved, true);
    this.box.ariaExpanded = "false";
    this.box.removeAttribute("aria-activedescendant");
  }

  reveal() {
    this.list.hidden = false;
    this.list.showPopover();
    addEventListener("scroll", this.moved, true);
  }

  // Beneath the box, or above it where there is more room; over everything, so that no frame cuts it off.
  place() {
    const around = this.box.parentElement.getBoundingClientRect();
    const below = innerHeight - around.bottom;
    const above = below < 240 && around.top > below;
    const left = Math.min(around.left, innerWidth - this.list.offsetWidth - 8);
    Object.assign(this.list.style, {
      left: `${Math.max(8, left)}px`, minWidth: `${Math.max(260, around.width)}px`,
      top: above ? "auto" : `${around.bottom + 4}px`, bottom: above ? `${innerHeight - around.top + 4}px` : "auto",
      maxHeight: `${Math.min(400, (above ? around.top : below) - 12)}px`,
    });
  }

  choose(at) {
    const all = this.options;
    const chosen = all.length && at >= -all.length ? all[(at + all.length) % all.length] : null;
    for (const each of all) each.ariaSelected = String(each === chosen && at !== -1);
    const shown = at === -1 ? null : chosen;
    if (shown) { this.box.setAttribute("aria-activedescendant", shown.id); shown.scrollIntoView({ block: "nearest" }); }
  }

  key(event) {
    if (event.isComposing) return;
    const open = !this.list.hidden;
    const here = this.options.indexOf(this.chosen);
    if (event.key === "ArrowDown" && (open || event.altKey)) open ? this.choose(here + 1) : this.open();
    else if (event.key === "ArrowUp" && open) this.choose(here <= 0 ? this.options.length - 1 : here - 1);
    else if (event.key === "Enter" && open) this.take(this.chosen);
    else if (event.key === "Escape" && open) { this.close(); event.stopPropagation(); }
    else if (event.key === "F2") window.open(this.dataset.list, "_blank", "noopener");
    else if (event.key === "Tab" && open && this.chosen && this.box.value !== this.was.value) { this.take(this.chosen); return; }
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  take(option) {
    if (!option?.dataset.id) return;
    this.set(option.dataset.id, option.dataset.text);
    this.close();
  }

  set(id, text) {
    this.id_.value = id;
    this.box.value = text;
    this.was.value = text;
    this.show();
    this.box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What was typed but not chosen stays: the server looks it up on saving. An emptied box means no record.
  leave() {
    if (this.contains(document.activeElement)) return;
    this.close();
    if (this.box.value.trim() === "" && this.id_.value) this.set("", "");
  }
}

customElements.define("dg-picker", Picker);
