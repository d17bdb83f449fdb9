// What a tab keeps for its own life, over a reload.

/** What was kept under a name, or `null`. */
export function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null; // what cannot be read was not kept
  }
}

/** Keep something under a name. */
export function keep(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing starts anew with each load
  }
}
