// The person's modal stack: its top is shown, its fields survive an update, its submit shows loading and errors.
import { post } from "./api.js";
import { blocks } from "./blocks.js";
import { dialog } from "./dialog.js";
import { h, setChildren } from "./dom.js";
import { missingInputs, showErrors } from "./input-block.js";
import { plain } from "./mrkdwn.js";
import { surfaceOf } from "./surface.js";
import { keepFocus } from "./sync.js";

let shown;

/** Brings the page to the state's modal stack. */
export function showModals(state, names) {
  const top = state.modals.at(-1);
  if (shown && shown.id !== top?.id) hide();
  if (!top) return;
  shown ??= open(top, names);
  draw(shown, top, state.modals.length);
}

function hide() {
  shown.node.close();
  shown.node.remove();
  shown = undefined;
}

function open(top, names) {
  const title = h("span");
  const body = h("div", { class: "blocks" });
  const failure = h("div", { class: "modal-failure", role: "alert" });
  const foot = h("div", { class: "modal-buttons" });
  const form = h("form", { novalidate: true, id: `form-${top.id}` }, failure, body);
  const modal = {
    id: top.id,
    names,
    values: {},
    title,
    body,
    failure,
    foot,
    form,
    signature: "",
    view: top.view,
  };
  modal.node = dialog({ title, body: form, foot, onClose: () => close(modal) });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(modal);
  });
  document.body.append(modal.node);
  modal.fresh = true;
  return modal;
}

function draw(modal, { view }, depth) {
  const signature = JSON.stringify([view, depth]);
  if (modal.signature === signature) return;
  Object.assign(modal, { signature, view });
  const surface = surfaceOf({
    names: modal.names,
    where: { view_id: modal.id },
    values: fieldsOf(modal),
  });
  modal.values = surface.values;
  setChildren(modal.title, plain(view.title));
  keepFocus(modal.node, () => setChildren(modal.body, blocks(view.blocks, surface)));
  setChildren(modal.foot, footOf(modal, depth));
  if (!modal.fresh) return;
  modal.fresh = false;
  modal.node.showModal();
  (modal.body.querySelector("[autofocus]") ?? modal.body.querySelector("input, textarea"))?.focus();
}

// Values stay for blocks that are still there with the same action, as Slack keeps them over an update.
function fieldsOf(modal) {
  const ids = new Set(modal.view.blocks.map(({ block_id }) => block_id));
  return Object.fromEntries(Object.entries(modal.values).filter(([id]) => ids.has(id)));
}

function footOf(modal, depth) {
  const { view } = modal;
  const words = view.close ? plain(view.close) : [depth > 1 ? "Back" : "Close"];
  const closing = h("button", { type: "button", class: "button plain", onclick: () => close(modal) }, words);
  const submitting =
    view.submit &&
    h(
      "button",
      { type: "submit", class: "button primary", form: modal.form.id },
      h("span", {}, plain(view.submit)),
    );
  return [closing, submitting];
}

async function close(modal) {
  await post("close", { as: modal.names.as, view_id: modal.id }).catch((error) => fail(modal, error.message));
}

async function submit(modal) {
  if (modal.node.classList.contains("loading")) return;
  const missing = missingInputs(modal.view.blocks, modal.values);
  showErrors(modal.body, missing);
  fail(modal, "");
  if (Object.keys(missing).length > 0) return;
  loading(modal, true);
  try {
    const answer = await post("submit", { as: modal.names.as, view_id: modal.id, values: modal.values });
    if (answer.errors) showErrors(modal.body, answer.errors);
    else if (answer.acked === false) fail(modal, "We had some trouble connecting. Try again?");
  } catch (error) {
    fail(modal, error.message);
  } finally {
    loading(modal, false);
  }
}

function fail(modal, words) {
  modal.failure.textContent = words;
}

function loading(modal, on) {
  modal.node.classList.toggle("loading", on);
  const button = modal.foot.querySelector("[type=submit]");
  button?.classList.toggle("busy", on);
  if (button) button.disabled = on;
}
