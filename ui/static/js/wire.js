// Talking to the server: the token of the session travels in a header, never in an address.

/** Return the session's token against forged requests. */
export function token() {
  return document.querySelector('meta[name="dg-csrf"]').content;
}

/** Fetch a fragment or a verdict; throws when the server cannot be reached. */
export function ask(url, options = {}) {
  const headers = { "X-CSRF-Token": token(), "X-Dougong-Fragment": "1", ...options.headers };
  return fetch(url, { ...options, headers, credentials: "same-origin" });
}

/** Give htmx the token too, and show that the page is waiting. */
export function start() {
  document.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers["X-CSRF-Token"] = token();
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (!(event.detail?.ctx?.sourceElement ?? event.target).matches?.("[data-quiet]")) document.body.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:finally:request", () => document.body.removeAttribute("aria-busy"));
}
