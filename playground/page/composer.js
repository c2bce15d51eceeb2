// The box to write in: Enter sends, the up arrow recalls, "/" and "@" offer what can be typed.
import { h, icon, setChildren } from "./dom.js";
import { icons } from "./icons.js";

const STARTS = [
  ["/k8s ", "Ask about the cluster, or change it"],
  ["/k8s status", "How is the cluster?"],
  ["/k8s help", "What can be typed, and by whom"],
  ["/k8s doctor", "Why something is unwell, and what helps"],
  ["/k8s node list", "Every node, worst first"],
  ["/k8s node show ", "One node, and the pods on it"],
  ["/k8s node drain ", "Empty a node, once somebody has approved it"],
  ["/k8s pod list --unhealthy", "Pods that need a look"],
  ["/k8s pod logs ", "The end of a container's log"],
  ["/k8s kube-proxy show", "Where kube-proxy runs, and where it is missing"],
  ["/k8s alert list", "What is wrong, and who has it"],
  ["/k8s operation list", "Changes that wait, run or failed"],
  ["/k8s cert list", "Certificates, and when they end"],
  ["/k8s upgrade plan", "What stands in the way of an upgrade"],
];
const MOST_OFFERS = 6;
const HISTORY_LENGTH = 50;
/** Lines sent from this page, oldest first. */
const history = [];

/**
 * @param {{ label: string, inThread: boolean, bot: () => string, send: (text: string) => Promise<void> }} options
 * `send` rejects with words to show; the text then stays.
 * @returns {{ node: HTMLElement, type(text: string): void, draft(key: string): void, label(text: string): void, focus(): void }}
 */
export function composer({ inThread, bot, send }) {
  const drafts = new Map();
  let draftKey = "";
  let recalled = history.length;
  const box = h("textarea", {
    class: "composer-text",
    rows: 1,
    spellcheck: "false",
    autocomplete: "off",
    enterkeyhint: "send",
  });
  const button = h(
    "button",
    { type: "submit", class: "send", "aria-label": "Send", title: "Send (Enter)" },
    icon(icons.send),
  );
  const note = h("div", { class: "composer-note", role: "status" });
  const offers = h("div", { class: "offers", role: "group", "aria-label": "Suggestions" });
  const node = h(
    "form",
    { class: "composer" },
    offers,
    h("div", { class: "composer-box" }, box, button),
    note,
  );

  box.addEventListener("input", refresh);
  box.addEventListener("keydown", onKey);
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });

  async function submit() {
    const line = box.value.trim();
    if (line === "" || node.classList.contains("busy")) return;
    if (inThread && line.startsWith("/")) return refuseSlash(line);
    busy(true);
    try {
      await send(line);
      remember(line);
      type("");
    } catch (error) {
      say(error.message);
    } finally {
      busy(false);
    }
  }
  // Slack itself refuses slash commands in threads, in every client.
  function refuseSlash(line) {
    const [command] = line.split(/\s/);
    const instead = line.replace(/^\/\S+\s*/, `@${bot()} `);
    const use = h(
      "button",
      { type: "button", class: "link-button", onclick: () => type(instead) },
      `Write ${instead.trim()} instead`,
    );
    setChildren(note, `${command} cannot be used in threads. Slack has no slash commands there. `, use);
  }
  function remember(line) {
    history.push(line);
    history.splice(0, history.length - HISTORY_LENGTH);
    recalled = history.length;
  }
  function type(text) {
    box.value = text;
    refresh();
    box.focus();
    box.setSelectionRange(text.length, text.length);
  }
  function say(words) {
    setChildren(note, words);
  }
  function busy(on) {
    node.classList.toggle("busy", on);
    button.disabled = on;
    box.readOnly = on;
  }
  function refresh() {
    say("");
    drafts.set(draftKey, box.value);
    button.classList.toggle("ready", box.value.trim() !== "");
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 180)}px`;
    setChildren(
      offers,
      offersFor(box.value, inThread, bot()).map(([line, why]) => offer(line, why)),
    );
  }
  function offer(line, why) {
    return h(
      "button",
      { type: "button", class: "offer", tabindex: "-1", onclick: () => type(line) },
      h("strong", {}, line),
      h("span", {}, why),
    );
  }
  function onKey(event) {
    if (event.isComposing) return;
    const first = offers.querySelector(".offer strong")?.textContent;
    const completes = event.key === "Tab" || (event.key === "Enter" && isUnfinished(box.value));
    if (completes && !event.shiftKey && first) type(first);
    else if (event.key === "Enter" && !event.shiftKey) submit();
    else if (event.key === "Escape" && offers.hasChildNodes()) setChildren(offers);
    else if (event.key === "ArrowUp" && atEdge()) recall(-1);
    else if (event.key === "ArrowDown" && atEdge() && recalled < history.length) recall(1);
    else return;
    event.preventDefault();
  }
  function atEdge() {
    return box.value === "" || box.value === history[recalled];
  }
  function recall(step) {
    const next = Math.max(0, Math.min(history.length, recalled + step));
    if (history.length === 0) return;
    recalled = next;
    type(history[recalled] ?? "");
  }
  return {
    node,
    type,
    label(text) {
      box.placeholder = text;
      box.setAttribute("aria-label", text);
    },
    draft(key) {
      if (key === draftKey) return;
      draftKey = key;
      box.value = drafts.get(key) ?? "";
      refresh();
    },
    focus: () => box.focus(),
  };
}

// "/k" or "/k8": Slack's composer completes a command's name before it sends anything.
function isUnfinished(text) {
  return text.length > 1 && text !== "/k8s" && "/k8s".startsWith(text);
}

function offersFor(text, inThread, bot) {
  if (text === "" || text.includes("\n")) return [];
  if (text.startsWith("/") && !inThread)
    return STARTS.filter(([line]) => line.startsWith(text) && line !== text).slice(0, MOST_OFFERS);
  const mention = `@${bot} `;
  const word = /(^|\s)@(\w*)$/.exec(text);
  if (!word || !bot.startsWith(word[2].toLowerCase())) return [];
  return [[text.slice(0, text.length - word[2].length - 1) + mention, "Ask the bot here"]];
}
