// The question that a button may ask before it is pressed for good.
import { dialog } from "./dialog.js";
import { h } from "./dom.js";
import { plain, text } from "./mrkdwn.js";

/** Resolves to true when the person goes ahead. */
export function confirmFirst(question, names) {
  return new Promise((resolve) => {
    const answer = (yes) => {
      node.close();
      node.remove();
      resolve(yes);
    };
    const style = question.style === "danger" ? "danger" : "primary";
    const deny = h(
      "button",
      { type: "button", class: "button plain", onclick: () => answer(false) },
      plain(question.deny ?? { text: "Cancel" }),
    );
    const confirm = h(
      "button",
      { type: "button", class: `button ${style}`, autofocus: true, onclick: () => answer(true) },
      plain(question.confirm ?? { text: "Yes" }),
    );
    const node = dialog({
      title: plain(question.title ?? { text: "Are you sure?" }),
      body: question.text && h("div", { class: "text" }, text(question.text, names)),
      foot: [deny, confirm],
      onClose: () => answer(false),
      className: "confirm",
    });
    document.body.append(node);
    node.showModal();
  });
}
