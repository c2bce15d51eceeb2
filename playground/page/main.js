// Starts the page: holds the last state and the place, and redraws from both.
import { fetchState, openEvents, post } from "./api.js";
import { leapButtons, showTime } from "./clock.js";
import { composer } from "./composer.js";
import { formatDate, setAhead } from "./dates.js";
import { setChildren } from "./dom.js";
import { hints } from "./hints.js";
import { showHome } from "./home.js";
import { atEnd, showChannel, showThread } from "./messages.js";
import { showModals } from "./modal.js";
import { namesOf } from "./names.js";
import { readPlace, writePlace } from "./place.js";
import { showSidebar } from "./sidebar.js";
import { syncList } from "./sync.js";
import { toast } from "./toast.js";
import { showConnection, showPicker, showScenarios } from "./topbar.js";

const REDRAW_DATES_MS = 15_000;
const $ = (id) => document.getElementById(id);

let place = readPlace();
let state;
let events;
let live = true;
/** How many messages of a channel this person has seen: "U1/C1" -> count. */
const seen = new Map();

const main = composer({ inThread: false, bot: botName, send: (text) => say(text, {}) });
const thread = composer({
  inThread: true,
  bot: botName,
  send: (text) => say(text, { thread_ts: place.thread }),
});
$("composer").append(main.node);
$("thread-composer").append(thread.node);

start();

async function start() {
  wire();
  await become(place.as).catch((error) => toast(error.message));
  setInterval(refreshDates, REDRAW_DATES_MS);
}

// Switches to a person: their state first, then its stream.
async function become(as) {
  events?.close();
  const first = await fetchState(as);
  const known = first.people.some(({ id }) => id === first.as);
  if (!known && first.people[0] && as !== first.people[0].id) return become(first.people[0].id);
  place = { ...place, as: first.as };
  receive(first);
  events = openEvents(first.as, receive, () => down(first.as));
  if (place.at === "home") post("home", { as: first.as }).catch((error) => toast(error.message));
}

function receive(next) {
  if (next.as !== place.as) return;
  live = true;
  state = next;
  setAhead(next.aheadMs ?? 0);
  refreshDates();
  draw();
}

function down(as) {
  if (as !== place.as || !state) return;
  live = false;
  showConnection($("connection"), state, live);
}

function draw() {
  const names = namesOf(state);
  const channel = state.channels.find(({ id }) => id === place.at);
  if (!channel && place.at !== "home") return go(firstChannel());
  writePlace(place);
  document.title = `${channel ? titleOf(channel) : "Home"} | ${state.team}`;
  setChildren($("team"), state.team);
  showPicker($("picker"), state, names, (id) => become(id).catch((error) => toast(error.message)));
  showConnection($("connection"), state, live);
  $("clock-button").hidden = state.aheadMs === undefined;
  setChildren($("notice"), state.notice);
  $("notice").parentElement.classList.toggle("real", state.scenarios.length === 0);
  $("break-button").hidden = state.scenarios.length === 0;
  showScenarios({ list: $("scenario-list"), badge: $("scenario-badge") }, state, toggleScenario);
  drawMain(channel, names);
  drawThread(channel, names);
  $("menu-mark").hidden = !state.channels.some((each) => unread(each) > 0);
  showSidebar($("sidebar-list"), state, { at: place.at, unread, go });
  showModals(state, names);
}

function drawMain(channel, names) {
  const atHome = place.at === "home";
  $("main").classList.toggle("at-home", atHome);
  $("tabs").hidden = channel?.kind === "channel";
  $("tab-home").setAttribute("aria-current", String(atHome));
  $("tab-messages").setAttribute("aria-current", String(!atHome));
  setChildren($("main-title"), channel ? titleOf(channel) : state.bot.name);
  if (atHome) return showHome($("home"), state, names);
  const fresh = unread(channel) > 0;
  seen.set(`${place.as}/${channel.id}`, channel.messages.length);
  const empty = channel.messages.length === 0;
  welcome(channel, empty, names);
  showChannel($("messages"), channel, names, openThread);
  if (fresh) $("newer").hidden = atEnd($("messages"));
  main.draft(`${place.as}/${channel.id}`);
  main.label(`Message ${titleOf(channel)}`);
}

function welcome(channel, empty, names) {
  const render = () => hints(channel, state, names, main.type);
  syncList($("welcome"), empty ? [{ key: channel.id, signature: channel.name, render }] : []);
  $("welcome").hidden = !empty;
}

function drawThread(channel, names) {
  const open = Boolean(place.thread && channel?.messages.some(({ ts }) => ts === place.thread));
  $("thread").hidden = !open;
  document.body.classList.toggle("with-thread", open);
  if (!open) return;
  setChildren($("thread-where"), titleOf(channel));
  showThread($("thread-messages"), channel, place.thread, names);
  thread.draft(`${place.as}/${place.thread}`);
  thread.label("Reply…");
}

function go(at, threadTs) {
  place = { as: place.as, at, ...(threadTs ? { thread: threadTs } : {}) };
  setMenu(false);
  if (at === "home") post("home", { as: place.as }).catch((error) => toast(error.message));
  $("messages").replaceChildren();
  $("newer").hidden = true;
  $("thread-messages").replaceChildren();
  draw();
}

function openThread(ts) {
  place = { ...place, thread: ts };
  $("thread-messages").replaceChildren();
  draw();
  thread.focus();
}

function closeThread() {
  place = { as: place.as, at: place.at };
  draw();
}

function say(text, where) {
  return post("say", { as: place.as, channel: place.at, text, ...where });
}

async function toggleScenario(scenario, control) {
  control.classList.add("busy");
  await post("scenario", { name: scenario.name }).catch((error) => toast(error.message));
  control.classList.remove("busy");
}

async function leap(minutes) {
  $("clock").hidePopover();
  $("clock-button").classList.add("busy");
  await post("leap", { minutes }).catch((error) => toast(error.message));
  $("clock-button").classList.remove("busy");
}

function unread(channel) {
  const key = `${place.as}/${channel.id}`;
  if (!seen.has(key)) seen.set(key, channel.messages.length);
  return Math.max(0, channel.messages.length - seen.get(key));
}

function titleOf(channel) {
  return channel.kind === "im" ? state.bot.name : `#${channel.name}`;
}

function botName() {
  return (state?.bot.name ?? "wheelhouse").toLowerCase();
}

function firstChannel() {
  return state.channels[0]?.id ?? "home";
}

function wire() {
  $("leaps").append(...leapButtons(leap));
  $("menu-button").addEventListener("click", () => setMenu(!document.body.classList.contains("with-menu")));
  $("menu-shade").addEventListener("click", () => setMenu(false));
  $("newer").addEventListener("click", () => $("messages").scrollTo(0, $("messages").scrollHeight));
  $("messages").addEventListener(
    "scroll",
    () => atEnd($("messages")) && $("newer").setAttribute("hidden", ""),
  );
  $("thread-close").addEventListener("click", closeThread);
  $("tab-home").addEventListener("click", () => go("home"));
  $("tab-messages").addEventListener("click", () =>
    go(state.channels.find(({ kind }) => kind === "im")?.id ?? firstChannel()),
  );
  document.addEventListener("goto", ({ detail }) => followLink(detail));
}

// A link to a reply opens its thread, a link to a root the channel, with that message in sight.
function followLink({ channel, ts }) {
  const target = state.channels.find(({ id }) => id === channel);
  if (!target) return toast("That channel is not open to this person.");
  const message = target.messages.find((candidate) => candidate.ts === ts);
  go(channel, message?.thread_ts);
  const node = document.querySelector(`[data-ts="${CSS.escape(ts ?? "")}"]`);
  node?.scrollIntoView({ block: "center" });
  node?.classList.add("pointed-at");
}

function setMenu(open) {
  document.body.classList.toggle("with-menu", open);
  $("menu-button").setAttribute("aria-expanded", String(open));
}

function refreshDates() {
  showTime($("time"));
  for (const node of document.querySelectorAll("time.date")) {
    const words = formatDate(Number(node.dataset.seconds), node.dataset.format);
    if (words !== undefined && words !== node.textContent) node.textContent = words;
  }
}
