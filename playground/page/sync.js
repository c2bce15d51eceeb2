// Brings a list of elements to match a list of items, touching only what changed, so that menus and focus survive a redraw.

const signatures = new WeakMap();

/**
 * @param {HTMLElement} container whose children are all ours
 * @param {readonly { key: string, signature: string, render: () => HTMLElement }[]} items
 */
export function syncList(container, items) {
  const old = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let place = container.firstElementChild;
  for (const item of items) {
    const before = old.get(item.key);
    const element = current(before, item);
    old.delete(item.key);
    if (before && before === place) place = element;
    if (element === place) place = place.nextElementSibling;
    else container.insertBefore(element, place);
  }
  for (const left of old.values()) left.remove();
}

/** Runs a redraw and gives the focus back to the control that has the same block and action, if any. */
export function keepFocus(root, redraw) {
  const focused = root.contains(document.activeElement) ? document.activeElement : undefined;
  const wanted = focused?.closest("[data-action]")?.dataset;
  redraw();
  if (!wanted || focused.isConnected) return;
  const twins = [...root.querySelectorAll("[data-action]")].filter(
    (twin) => twin.dataset.action === wanted.action,
  );
  const twin = twins.find((candidate) => candidate.dataset.block === wanted.block) ?? twins[0];
  const control = twin?.matches("button, input, textarea")
    ? twin
    : twin?.querySelector("button, input, textarea");
  control?.focus({ preventScroll: true });
}

function current(element, item) {
  if (element && signatures.get(element) === item.signature) return element;
  const fresh = item.render();
  fresh.dataset.key = item.key;
  signatures.set(fresh, item.signature);
  if (element) keepFocus(element.parentElement, () => element.replaceWith(fresh));
  return fresh;
}
