// Builds DOM nodes; text only ever enters as text nodes, so nothing that a message says can become markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element: `on*` functions become listeners, other properties attributes; null, undefined and false are left out.
 * @param {string} tag
 * @param {Record<string, unknown>} [props]
 * @param {...unknown} children nodes, strings, or lists of them
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** As `h`, in the SVG namespace. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** A 20x20 line icon drawn from one path. */
export function icon(path, props = {}) {
  const shape = svg("path", { d: path });
  return svg("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true", ...props }, shape);
}

/** Replaces what an element holds. */
export function setChildren(element, ...children) {
  element.replaceChildren(...children.flat(Number.POSITIVE_INFINITY).filter(isShown));
  return element;
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) setProperty(element, name, value);
  element.append(...children.flat(Number.POSITIVE_INFINITY).filter(isShown));
  return element;
}

function setProperty(element, name, value) {
  if (!isShown(value)) return;
  if (name.startsWith("on")) return element.addEventListener(name.slice(2), value);
  if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

function isShown(child) {
  return child !== null && child !== undefined && child !== false;
}
