// A file in a message: its name and size, its text when opened, and a way to save it.
import { h, icon } from "./dom.js";
import { icons } from "./icons.js";
import { visible } from "./text.js";

const SHOWN_CHARACTERS = 40_000;

/** @param {{ name: string, content: string }} file a ConsoleFile */
export function filePreview(file) {
  const bytes = new Blob([file.content]);
  const cut = file.content.length > SHOWN_CHARACTERS;
  const shown = cut
    ? `${file.content.slice(0, SHOWN_CHARACTERS)}\n… save the file to read the rest`
    : file.content;
  const save = h(
    "button",
    { type: "button", class: "button plain small", onclick: () => saveAs(bytes, file.name) },
    "Save",
  );
  return h(
    "details",
    { class: "file" },
    h(
      "summary",
      {},
      icon(icons.file),
      h("span", { class: "file-name" }, visible(file.name)),
      h("span", { class: "file-size" }, sizeOf(bytes.size)),
    ),
    h("div", { class: "file-body" }, h("pre", { tabindex: "0" }, visible(shown)), save),
  );
}

function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function saveAs(blob, name) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
