// A Slack workspace on this machine: it speaks Slack's protocol to the unmodified bot, and tests play the people.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Acked, type Choice, type Click, choose, click } from "./actions.ts";
import { answerConsole, type ConsoleContext } from "./console-api.ts";
import type { Option } from "./elements.ts";
import { createEvents, type Events } from "./events.ts";
import { addFault } from "./faults.ts";
import { openHome } from "./home.ts";
import { answerText } from "./http.ts";
import { httpTransport, verifyUrl } from "./http-delivery.ts";
import { visible } from "./messages.ts";
import { type HttpDelivery, settingsFrom, type WorkspaceOptions } from "./options.ts";
import { answerPageFile } from "./page-files.ts";
import type { Person } from "./people.ts";
import { createRateLimits, type RateLimits } from "./rate-limits.ts";
import { renderView } from "./render-blocks.ts";
import { changePerson, setGroup } from "./residents.ts";
import { answerResponseUrl } from "./response-url.ts";
import { type Saying, say } from "./say.ts";
import { createSocketMode, type Refreshed } from "./socket-mode.ts";
import {
  type ApiCall,
  createState,
  type Fault,
  inFlight,
  type Message,
  type State,
  type StoredView,
} from "./state.ts";
import { close as closeModal, type Submission, type Submitted, submit } from "./submit.ts";
import { suggest, type Typing } from "./suggest.ts";
import { type TranscriptOptions, transcript } from "./transcript.ts";
import { answerUpload } from "./uploads.ts";
import { next, settled } from "./waiting.ts";
import { answerApiCall } from "./web-api.ts";

export type { WorkspaceOptions } from "./options.ts";
export type { ApiCall, Fault, Message, StoredView } from "./state.ts";

export type Workspace = {
  /** For SLACK_API_URL: "http://127.0.0.1:PORT/api/". */
  readonly apiUrl: string;
  /** Where the page and the console are served: "http://127.0.0.1:PORT". */
  readonly origin: string;
  /** Said at the top of the page: what is simulated here and what is real. */
  readonly notice: string;
  readonly botToken: string;
  readonly appToken: string;
  /** Every Web API call so far, without tokens; response_url posts too, as method "response_url". */
  readonly calls: readonly ApiCall[];

  /** Writes a message, or runs a slash command when the text starts with "/"; resolves when the bot has acked. */
  readonly say: (saying: Saying) => Promise<{ ts?: string }>;
  /** Presses a button; confirms its dialog. */
  readonly click: (how: Click) => Promise<Acked>;
  /** Picks from a menu. */
  readonly choose: (how: Choice) => Promise<Acked>;
  /** Types into an external select and answers what it offers. */
  readonly suggest: (how: Typing) => Promise<Option[]>;
  /** Sends the topmost (or named) modal. */
  readonly submit: (submission: Submission) => Promise<Submitted>;
  readonly closeModal: (which: { as: string; view_id?: string }) => Promise<void>;
  readonly openHome: (who: { as: string }) => Promise<void>;

  /** What this person sees in a channel, oldest first. */
  readonly visible: (place: { as: string; channel: string }) => Message[];
  /** The open modals of a person, topmost last. */
  readonly modals: (who: { as: string }) => StoredView[];
  readonly home: (who: { as: string }) => StoredView | undefined;
  /** The conversations as plain text. */
  readonly transcript: (options?: TranscriptOptions) => string;
  /** A modal or home tab as plain text. */
  readonly viewText: (view: StoredView | undefined) => string;
  /** The content of an uploaded file. */
  readonly file: (id: string) => string | undefined;

  /** Resolves with the first true-ish answer of `look`, which is asked now and after every change. */
  readonly next: <T>(look: (workspace: Workspace) => T, timeoutMs?: number) => Promise<NonNullable<T>>;
  /** Resolves when nothing has been in flight and nothing has changed for `quietMs` (50). */
  readonly settled: (options?: { quietMs?: number; timeoutMs?: number }) => Promise<void>;

  /** Sends a whole event callback as it is; the same one twice is a duplicate. */
  readonly deliver: Events["deliver"];
  /** Sends one event in a fresh callback, if the app subscribes to it. */
  readonly publish: Events["publish"];
  /** Changes who is in a user group; the bot hears subteam_members_changed. */
  readonly setGroup: (id: string, users: readonly string[]) => Promise<void>;
  /** Changes what Slack knows of a person, `{ deleted: true }` for instance. */
  readonly changePerson: (id: string, change: Partial<Person>) => void;

  readonly fail: (fault: Fault) => void;
  readonly connections: () => number;
  /** Asks the oldest connection, or all, to reconnect, and closes them after the grace time. */
  readonly refresh: (which?: Refreshed) => void;
  /** Cuts all sockets without a goodbye. */
  readonly drop: () => void;
  /** Posts signed requests there from now on, instead of using Socket Mode. */
  readonly deliverTo: (delivery: HttpDelivery) => void;
  /** HTTP mode: whether the bot's address answers url_verification. */
  readonly verifyUrl: () => Promise<boolean>;
  readonly close: () => Promise<void>;
};

/** Listens on 127.0.0.1 until closed. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const settings = settingsFrom(options);
  const state = createState(settings);
  const sockets = createSocketMode(state);
  let { delivery } = settings;
  const events = createEvents(state, (outbound) =>
    delivery ? httpTransport(delivery, settings)(outbound) : sockets.send(outbound),
  );
  const context = { state, events, limits: createRateLimits(settings.now), connections: sockets.count };
  const server = createServer((request, response) => void route(request, response, context));
  server.on("upgrade", sockets.upgrade);
  state.origin = await listen(server, settings.port);

  const workspace: Workspace = {
    apiUrl: `${state.origin}/api/`,
    origin: state.origin,
    notice: settings.notice,
    botToken: settings.botToken,
    appToken: settings.appToken,
    calls: state.calls,
    say: (saying) => say(saying, context),
    click: (how) => click(how, context),
    choose: (how) => choose(how, context),
    suggest: (how) => suggest(how, context),
    submit: (submission) => submit(submission, context),
    closeModal: (which) => closeModal(which, context),
    openHome: (who) => openHome(who, context),
    visible: ({ as, channel }) => visible(state, as, channel),
    modals: ({ as }) => openModals(state, as),
    home: ({ as }) => state.homes.get(as),
    transcript: (wanted) => transcript(state, wanted),
    viewText: (stored) => (stored ? renderView(state, { ...stored.view }) : ""),
    file: (id) => state.files.get(id)?.content?.toString("utf8"),
    next: (look, timeoutMs) => next(state, () => look(workspace), timeoutMs),
    settled: (quiet) => settled(state, quiet),
    deliver: events.deliver,
    publish: events.publish,
    setGroup: (id, users) => setGroup(id, users, context),
    changePerson: (id, change) => changePerson(state, id, change),
    fail: (fault) => addFault(state, fault),
    connections: sockets.count,
    refresh: sockets.refresh,
    drop: sockets.drop,
    deliverTo: (address) => {
      delivery = address;
    },
    verifyUrl: () => (delivery ? verifyUrl(delivery, settings.now) : Promise.resolve(false)),
    close: () => close(server, sockets.close),
  };
  return workspace;
}

function openModals(state: State, as: string): StoredView[] {
  return (state.stacks.get(as) ?? []).flatMap((id) => state.views.get(id) ?? []);
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: chosen } = server.address() as AddressInfo; // a listening TCP server always has one
  return `http://127.0.0.1:${chosen}`;
}

async function close(server: Server, closeSockets: () => void): Promise<void> {
  closeSockets();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

type RouteContext = ConsoleContext & { readonly limits: RateLimits };

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
): Promise<void> {
  try {
    await answer(request, response, context);
  } catch (error) {
    answerText(response, 500, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: RouteContext,
): Promise<void> {
  const { state } = context;
  const path = request.url ?? "/";
  if (path.startsWith("/api/")) return inFlight(state, () => answerApiCall(request, response, context));
  if (path.startsWith("/response/"))
    return inFlight(state, () => answerResponseUrl(request, response, state));
  if (path.startsWith("/upload/")) return inFlight(state, () => answerUpload(request, response, state));
  if (path.startsWith("/console/")) return answerConsole(request, response, context);
  return answerPageFile(request, response, state.settings.pageFolder);
}
