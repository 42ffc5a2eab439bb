// Talking to the server: the token of the session travels in a header, never in an address.

/** Return the session's token against forged requests. */
export function token() {
  return document.querySelector('meta[name="dg-csrf"]').content;
}

/** Fetch a fragment or a verdict; throws when the server cannot be reached. Who has to prove who they are is led there. */
export async function ask(url, options = {}) {
  const headers = { "X-CSRF-Token": token(), "X-Dougong-Fragment": "1", ...options.headers };
  const answer = await fetch(url, { ...options, headers, credentials: "same-origin" });
  const proof = answer.status === 403 && answer.headers.get("HX-Redirect");
  if (proof) location.assign(proof);
  return answer;
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
