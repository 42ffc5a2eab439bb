// What scripts say: words the server wrote into the page, in its language.

/** Return the word `name` with its {slots} filled. */
export function say(name, slots = {}) {
  const text = document.getElementById("words")?.dataset[name] ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, slot) => slots[slot] ?? whole);
}
