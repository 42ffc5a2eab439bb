// The groups of the navigation stay open or folded as one left them; the server reads the cookie, so nothing jumps.
const YEAR = 365 * 24 * 3600;

/** Show where one stands, and keep on this device which groups are open. */
export function start() {
  const room = document.querySelector(".dg-side-middle");
  const here = room?.querySelector("[aria-current]");
  if (here) room.scrollTop = Math.max(0, here.offsetTop - room.offsetTop - room.clientHeight / 2);
  document.getElementById("dg-side")?.addEventListener("click", (event) => {
    if (event.target.closest("summary")) setTimeout(keep);
  });
}

function keep() {
  const open = [...document.querySelectorAll("[data-nav][open]")].map((each) => each.dataset.nav);
  const safe = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `dougong-nav=${open.join(".")}; path=/; max-age=${YEAR}; samesite=lax${safe}`;
}
