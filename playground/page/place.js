// What the page shows, kept in the address so that a reload or a shared link opens the same place.

/** @typedef {{ as?: string, at?: string, thread?: string }} Place `at` is a channel's id or "home"; `thread` the root's ts */

/** @returns {Place} */
export function readPlace() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

/** @param {Place} place */
export function writePlace(place) {
  const known = Object.entries(place).filter(([, value]) => value);
  window.history.replaceState(null, "", `#${new URLSearchParams(known)}`);
}
