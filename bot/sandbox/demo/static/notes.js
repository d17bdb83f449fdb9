// Short notes that pass, and windows that wait for an answer.

import { byId, el } from "/shared/dom.js";

const SHOWN_MS = 4000;

/** Show a note for some seconds. */
export function toast(text) {
  for (const shown of byId("toasts").children) if (shown.textContent === text) shown.remove();
  const note = el("p", { class: "toast" }, text);
  byId("toasts").append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}

/** Show a text that stays until it was read. */
export function alertWindow(text) {
  return open(text, { asks: false });
}

/** Ask something; the answer is whether it was confirmed. */
export function confirmWindow(text) {
  return open(text, { asks: true });
}

let last = Promise.resolve(); // windows wait for each other, so that none answers for another

function open(text, { asks }) {
  last = last.then(() => show(text, asks));
  return last;
}

function show(text, asks) {
  const dialog = byId("alert");
  byId("alert-text").textContent = text;
  byId("alert-no").hidden = !asks;
  dialog.returnValue = "no";
  dialog.showModal();
  byId("alert-yes").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Put a text where it can be pasted from. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied: ${text}`);
  } catch {
    alertWindow(`The browser does not let this page copy. Here it is: ${text}`);
  }
}

/** Do something, and return what it brings; what goes wrong is shown, and brings `false`. */
export async function attempt(deed) {
  try {
    return await deed();
  } catch (error) {
    toast(error.message);
    return false;
  }
}
