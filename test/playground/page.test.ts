import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ConsoleState } from "../../playground/slack/console.ts";
import { startWorkspace, type Workspace } from "../../playground/slack/workspace.ts";
import { noBrowser, startBrowser } from "./browser.ts";
import { type Bot, startBot } from "./page-bot.ts";
import { type Fixture, startFixture } from "./page-fixture.ts";
import {
  CHANNEL,
  conversation,
  emptyState,
  everyBlock,
  formView,
  homeView,
  hostileText,
  START_SECONDS,
  stateWith,
  statusBlocks,
} from "./page-states.ts";

const ROOT_TS = `${START_SECONDS}.000000`;

let browser: Browser | undefined;
let fixture: Fixture;
/** How many pages were opened: makes each address new, since a change of hash alone reloads nothing. */
let opened = 0;
let page: Page;
/** What a healthy page never has: console errors, uncaught exceptions, requests to other hosts. */
let troubles: string[] = [];
let workspace: Workspace | undefined;

beforeAll(async () => {
  browser = await startBrowser();
  if (!browser) return;
  fixture = await startFixture(emptyState());
  page = await browser.newPage({ timezoneId: "UTC", locale: "en-US" });
  watch(page);
});

afterAll(async () => {
  await browser?.close();
  await fixture?.close();
});

beforeEach(async (context) => {
  if (!browser) return context.skip(noBrowser);
  troubles = [];
  fixture.reset();
  await page.setViewportSize({ width: 1280, height: 800 });
});

afterEach(() => {
  expect(troubles).toEqual([]);
});

function watch(page: Page): void {
  page.setDefaultTimeout(60_000);
  page.on("pageerror", (error) => troubles.push(`uncaught: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && troubles.push(`console: ${message.text()}`));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && origin !== fixture.origin && origin !== workspace?.origin)
      troubles.push(`request: ${request.url()}`);
  });
}

/** What the page's own reading of a line takes, the quickest of a few. */
function readingMs(source: string): Promise<number> {
  const program = `import("/mrkdwn.js").then(({ mrkdwn }) => {
    const timed = () => {
      const began = performance.now();
      for (let run = 0; run < 3; run += 1) mrkdwn(${JSON.stringify(source)}, {});
      return performance.now() - began;
    };
    return Math.min(...Array.from({ length: 10 }, timed));
  })`;
  return page.evaluate<number>(program);
}

async function open(state: ConsoleState, place = ""): Promise<void> {
  fixture.show(state);
  opened += 1;
  await page.goto(`${fixture.origin}/?${opened}${place}`);
  await page.locator(".side-entry").first().waitFor({ state: "attached" });
}

/** The bodies that the page has posted to /console/<verb>, once there is one. */
async function posted(verb: string): Promise<Record<string, unknown>[]> {
  const bodies = () => fixture.posts.filter((post) => post.verb === verb).map(({ body }) => body);
  await expect.poll(() => bodies().length).toBeGreaterThan(0);
  return bodies();
}

const line = (text: string) => page.locator(".message", { hasText: text });

describe("messages", () => {
  test("every block that the bot may send is drawn, and an unknown one is a visible box", async () => {
    await open(stateWith([{ blocks: everyBlock }, { blocks: statusBlocks }]));
    const drawn = await page.locator("#messages [data-block-id]").evaluateAll((nodes) => nodes.length);
    expect(drawn).toBe(everyBlock.length + statusBlocks.length);
    expect(await page.locator(".unknown").allTextContents()).toEqual([
      "This page cannot draw a block of type “hologram”",
    ]);
    const said = page.locator("[data-block-id=said]");
    expect(await said.locator("strong, em, s, code, a, blockquote, pre").count()).toBe(7);
    expect(await said.locator("a").getAttribute("href")).toBe("https://example.com/a?b=1");
    expect(await page.locator("[data-block-id=rich] pre").textContent()).toBe(
      "panic: <b>no</b>\n\tmain.go:41",
    );
    expect(await page.locator("[data-block-id=rich] ol li").allTextContents()).toEqual(["first", "second"]);
    expect(await page.locator("[data-block-id=when]").textContent()).toBe("as of 14:00:00 | home | by @ann");
    expect(await page.locator("[data-block-id=facts] svg.emoji").count()).toBe(4);
  });

  test("a table has a header row, aligned columns and rows in order", async () => {
    await open(stateWith([{ blocks: statusBlocks }]));
    const table = page.locator(".block-table table");
    expect(await table.locator("th").allTextContents()).toEqual(["Node", "State", "Arch", "CPU", "Memory"]);
    expect(await table.locator("tbody tr").count()).toBe(3);
    expect(await table.locator("tbody tr").first().locator("td.align-right").count()).toBe(2);
  });

  test("text from outside stays text, and a broadcast in it is shown as one", async () => {
    const inRichText = [
      {
        type: "rich_text",
        elements: [{ type: "rich_text_section", elements: [{ type: "text", text: hostileText }] }],
      },
    ] as const;
    await open(stateWith([{ user: "U2", text: hostileText }, { blocks: [...inRichText] as never }]));
    const shown = await page.locator(".message .text").first().textContent();
    expect(shown).toBe(
      "<!channel> @channel <img src=x onerror=alert(1)> <javascript:alert(1)> <b>bold</b> bell[U+0007] turned[U+202E]txt.exe",
    );
    expect(await page.locator(".broadcast").count()).toBe(1);
    expect(await page.locator(".messages :is(img, script, b, a)").count()).toBe(0);
    expect(await page.locator(".rich-section").textContent()).toContain(
      "&lt;!channel&gt; <!channel> <img src=x",
    );
  });

  test("a group is named by its handle, and stays an id where nobody knows it", async () => {
    await open(stateWith([{ text: "<!subteam^S1> and <!subteam^S9>" }]));
    expect(await page.locator(".message .text").first().textContent()).toBe("@sre and @S9");
  });

  test.each([
    ["a word that is bold and never ends", "*a ".repeat(13_000)],
    ["styles within styles", "*_".repeat(9_000) + "_*".repeat(9_000)],
  ])("%s takes about as long as a harmless line of its length", async (_what, costly) => {
    await open(stateWith([{ text: costly }, { text: "done" }]));
    await line("done").waitFor();
    const harmless = await readingMs("ba ".repeat(costly.length / 3));

    expect((await readingMs(costly)) / harmless).toBeLessThan(10);
  });

  test("somebody who reads older messages is told about new ones and stays where they are", async () => {
    const old = Array.from({ length: 40 }, (_, index) => ({
      user: index % 2 ? "U1" : "U2",
      text: `line ${index}`,
    }));
    await open(stateWith(old));
    await page.locator("#messages").evaluate((list) => list.scrollTo(0, 0));
    fixture.show(stateWith([...old, { text: "the newest" }]));
    await page.getByRole("button", { name: "New messages" }).click();
    await page.getByRole("button", { name: "New messages" }).waitFor({ state: "hidden" });
    expect(await line("the newest").isVisible()).toBe(true);
  });

  test("a message only for this person, an edited one, a coloured one and a file each look like it", async () => {
    await open(conversation());
    expect(await page.locator(".ephemeral").textContent()).toContain("Only visible to you");
    expect(await line("Logs of").textContent()).toContain("(edited)");
    expect(await page.locator(".attachment").getAttribute("style")).toContain("rgb(163, 2, 0)");
    await page.locator(".file summary").click();
    expect(await page.locator(".file pre").textContent()).toBe("line 1\n<script>alert(1)</script>\n");
    expect(await page.locator(".file-size").textContent()).toBe("33 B");
    expect(await line("home: 1 problem").locator(".badge").textContent()).toBe("APP");
  });

  test("an edited message changes in its place, and the focus stays on its button", async () => {
    await open(stateWith([{ text: "before" }, { blocks: statusBlocks }, { text: "after" }]));
    await page.getByRole("button", { name: "Refresh" }).focus();
    const edited = statusBlocks.map((block) => ({
      ...block,
      block_id: `${block.block_id}-2`,
    })) as typeof statusBlocks;
    fixture.show(stateWith([{ text: "before" }, { blocks: edited, edited: true }, { text: "after" }]));
    await line("(edited)").waitFor();
    expect(await page.locator("#messages .message").count()).toBe(3);
    expect(await page.locator("#messages .message").nth(1).textContent()).toContain("(edited)");
    expect(await page.locator(":focus").textContent()).toBe("Refresh");
  });

  test("a new state redraws what changed and leaves an open menu alone", async () => {
    await open(stateWith([{ blocks: statusBlocks }]));
    await page.locator("[data-action=mute] input").click();
    fixture.show(stateWith([{ blocks: statusBlocks }, { text: "pi-1 is back" }]));
    await line("pi-1 is back").waitFor();
    expect(await page.locator(".listbox .option").allTextContents()).toEqual(["30 minutes", "4 hours"]);
  });
});

describe("clicks and choices", () => {
  const where = { channel: CHANNEL, ts: `${START_SECONDS}.000000` };

  test("a button posts its block and action as the person who looks", async () => {
    await open(stateWith([{ blocks: statusBlocks }]));
    await page.getByRole("button", { name: "Refresh" }).click();
    const [action] = await posted("action");
    expect(action).toMatchObject({ as: "U1", where, block_id: "acts", action_id: "refresh" });
    expect(action).not.toHaveProperty("selected_option");
  });

  test("a button with a question posts only after a yes", async () => {
    await open(stateWith([{ blocks: statusBlocks }]));
    await page.getByRole("button", { name: "Cordon pi-1" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Back" }).click();
    await page.getByRole("button", { name: "Cordon pi-1" }).click();
    expect(await page.getByRole("dialog").textContent()).toContain("No new pods go to pi-1.");
    expect(fixture.posts).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Cordon", exact: true }).click();
    expect(await posted("action")).toMatchObject([{ action_id: "cordon" }]);
  });

  test("a menu is used with the keyboard alone and posts the option as it stands in the block", async () => {
    await open(stateWith([{ blocks: statusBlocks }]));
    const menu = page.locator("[data-action=mute] input");
    await menu.focus();
    await menu.press("ArrowDown");
    await menu.press("ArrowDown");
    await menu.press("Enter");
    const [action] = await posted("action");
    const picked = { text: { type: "plain_text", text: "4 hours" }, value: "4h" };
    expect(action).toMatchObject({ action_id: "mute", selected_option: picked });
    expect(action?.state).toMatchObject({
      acts: { mute: { type: "static_select", selected_option: picked } },
    });
    expect(await menu.inputValue()).toBe("4 hours");
  });

  test("a menu with options from the bot asks for them while one types", async () => {
    const found = { text: { type: "plain_text", text: "api-6c9f" }, value: "api-6c9f" };
    fixture.answer("suggest", { ok: true, options: [found] });
    await open(stateWith([{ blocks: statusBlocks }]));
    const menu = page.locator("[data-action=pod] input");
    await menu.click();
    expect((await posted("suggest"))[0]).toMatchObject({
      where,
      block_id: "acts",
      action_id: "pod",
      value: "",
    });
    await menu.pressSequentially("api");
    await expect.poll(() => fixture.posts.at(-1)?.body.value).toBe("api");
    await page.getByRole("option", { name: "api-6c9f" }).click();
    expect((await posted("action"))[0]).toMatchObject({ action_id: "pod", selected_option: found });
  });

  test("the menu of dots posts what was picked", async () => {
    await open(stateWith([{ blocks: statusBlocks }]));
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Help" }).click();
    expect((await posted("action"))[0]).toMatchObject({
      action_id: "more",
      selected_option: { value: "help" },
    });
  });

  test("people, channels, boxes and dates post what Slack's fields of that kind hold", async () => {
    await open(stateWith([{ blocks: everyBlock }]));
    await page.locator("[data-action=user] input").click();
    await page.getByRole("option", { name: "@bob" }).click();
    await page.locator("[data-action=channel] input").click();
    await page.getByRole("option", { name: "#general" }).click();
    await page.getByLabel("Notify").check();
    await page.locator("[data-action=day]").fill("2026-12-01");
    await page.locator("[data-action=nodes] input").click();
    await page.getByRole("option", { name: "pi-1" }).click();
    await expect.poll(() => fixture.posts.length).toBe(5);
    const notify = { text: { type: "plain_text", text: "Notify" }, value: "notify" };
    expect(fixture.posts.map(({ body }) => body.selected_option)).toMatchObject([
      "U2",
      "C0GEN",
      [notify],
      "2026-12-01",
      [{ value: "pi-1" }],
    ]);
    expect(fixture.posts.at(-1)?.body.state).toMatchObject({
      who: { user: { type: "users_select", selected_user: "U2" } },
      many: {
        checks: { selected_options: [notify] },
        radio: { selected_option: { value: "now" } },
        day: { selected_date: "2026-12-01" },
        hour: { selected_time: "14:00" },
        channel: { selected_channel: "C0GEN" },
        nodes: { selected_options: [{ value: "pi-1" }] },
      },
    });
  });

  test("a refusal from the server is said, not swallowed", async () => {
    fixture.answer("action", { ok: false, error: "no such message" });
    await open(stateWith([{ blocks: statusBlocks }]));
    await page.getByRole("button", { name: "Refresh" }).click();
    await expect.poll(() => page.getByRole("alert").textContent()).toBe("no such message");
  });
});

describe("writing", () => {
  test("an empty channel offers lines to try, and a click types one", async () => {
    await open(emptyState());
    await page.getByRole("button", { name: "/k8s status" }).click();
    await page.getByLabel("Message #ops").press("Enter");
    expect(await posted("say")).toEqual([{ as: "U1", channel: CHANNEL, text: "/k8s status" }]);
    await expect.poll(() => page.getByLabel("Message #ops").inputValue()).toBe("");
    await page.getByLabel("Message #ops").press("ArrowUp");
    expect(await page.getByLabel("Message #ops").inputValue()).toBe("/k8s status");
  });

  test("a slash offers the command, and Tab completes it", async () => {
    await open(emptyState());
    const box = page.getByLabel("Message #ops");
    await box.fill("/");
    expect(await page.locator(".offer strong").first().textContent()).toBe("/k8s ");
    await box.fill("/k8s node");
    expect(await page.locator(".offer strong").allTextContents()).toEqual([
      "/k8s node list",
      "/k8s node show ",
      "/k8s node drain ",
    ]);
    await box.fill("/");
    await box.press("Tab");
    expect(await box.inputValue()).toBe("/k8s ");
    await box.fill("/k8");
    await box.press("Enter");
    expect(await box.inputValue()).toBe("/k8s ");
    expect(fixture.posts).toEqual([]);
  });

  test("what the server refuses stays in the box, with its reason", async () => {
    fixture.answer("say", { ok: false, error: "you are not in this channel" });
    await open(emptyState());
    await page.getByLabel("Message #ops").fill("hello");
    await page.getByLabel("Message #ops").press("Enter");
    await expect
      .poll(() => page.locator("#composer .composer-note").textContent())
      .toContain("not in this channel");
    expect(await page.getByLabel("Message #ops").inputValue()).toBe("hello");
  });

  test("a thread shows its replies, and an answer in it carries the thread", async () => {
    await open(conversation());
    expect(await page.locator("#messages").textContent()).not.toContain("pulled the plug");
    await page.getByRole("button", { name: "2 replies" }).click();
    expect(await page.locator("#thread .message").count()).toBe(3);
    await page.getByLabel("Reply…").fill("@wheelhouse status");
    await page.getByLabel("Reply…").press("Enter");
    expect(await posted("say")).toEqual([
      { as: "U1", channel: CHANNEL, text: "@wheelhouse status", thread_ts: ROOT_TS },
    ]);
  });

  test("a slash command in a thread is not sent, and the mention that works is offered", async () => {
    await open(conversation(), `#at=${CHANNEL}&thread=${ROOT_TS}`);
    await page.getByLabel("Reply…").fill("/k8s node list");
    await page.getByLabel("Reply…").press("Enter");
    await page.getByRole("button", { name: "Write @wheelhouse node list instead" }).click();
    expect(await page.getByLabel("Reply…").inputValue()).toBe("@wheelhouse node list");
    expect(fixture.posts).toEqual([]);
  });
});

describe("modals and the home tab", () => {
  const withForm = () => stateWith([], { modals: [{ id: "V1", view: formView }] });

  test("a submit posts every value", async () => {
    await open(withForm());
    const modal = page.getByRole("dialog", { name: "Add a node" });
    await modal.getByLabel("Host").fill("10.0.0.9");
    await modal.getByLabel("Most pods").fill("40");
    await modal.getByRole("button", { name: "Add" }).click();
    expect(await posted("submit")).toEqual([
      {
        as: "U1",
        view_id: "V1",
        values: {
          host: { text: { type: "plain_text_input", value: "10.0.0.9" } },
          role: {
            pick: { type: "static_select", selected_option: expect.objectContaining({ value: "worker" }) },
          },
          pods: { count: { type: "number_input", value: "40" } },
          why: { text: { type: "plain_text_input", value: null } },
          find: { text: { type: "plain_text_input", value: null } },
        },
      },
    ]);
    expect(fixture.posts.filter(({ verb }) => verb === "action")).toEqual([]);
  });

  test("errors of a submit stand under their inputs, and a required one is asked for at once", async () => {
    fixture.answer("submit", { ok: true, errors: { host: "10.0.0.9 does not answer on port 22" } });
    await open(withForm());
    await page.getByRole("button", { name: "Add" }).click();
    const error = page.locator("[data-block-id=host] .input-error");
    expect(await error.textContent()).toBe("Please complete this required field.");
    expect(fixture.posts).toEqual([]);
    await page.getByLabel("Host").fill("10.0.0.9");
    await page.getByLabel("Host").press("Enter");
    await expect.poll(() => error.textContent()).toBe("10.0.0.9 does not answer on port 22");
  });

  test("a field that dispatches posts an action on Enter, and the modal stays open", async () => {
    await open(withForm());
    await page.getByLabel("Find").fill("pi");
    await page.getByLabel("Find").press("Enter");
    expect(await posted("action")).toMatchObject([
      { where: { view_id: "V1" }, block_id: "find", state: { find: { text: { value: "pi" } } } },
    ]);
    expect(fixture.posts.filter(({ verb }) => verb === "submit")).toEqual([]);
  });

  test("an update of the view keeps what was typed", async () => {
    await open(withForm());
    await page.getByLabel("Host").fill("10.0.0.9");
    const view = { ...formView, title: { type: "plain_text", text: "Add another" } } as typeof formView;
    fixture.show(stateWith([], { modals: [{ id: "V1", view }] }));
    await page.getByRole("dialog", { name: "Add another" }).waitFor();
    expect(await page.getByLabel("Host").inputValue()).toBe("10.0.0.9");
  });

  test("Escape closes the top of the stack, and the page below comes back when the server says so", async () => {
    await open(withForm());
    await page.getByLabel("Host").press("Escape");
    expect(await posted("close")).toEqual([{ as: "U1", view_id: "V1" }]);
    fixture.show(emptyState());
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("opening the home tab tells the bot, and draws what it publishes", async () => {
    await open(emptyState());
    await page.getByRole("button", { name: "wheelhouse home" }).click();
    expect(await posted("home")).toEqual([{ as: "U1" }]);
    fixture.show({ ...emptyState(), home: homeView });
    await page.getByRole("button", { name: "Status" }).click();
    expect((await posted("action"))[0]).toMatchObject({
      where: { home: true },
      block_id: "h1",
      action_id: "open",
    });
  });
});

describe("people and scenarios", () => {
  test("the picker switches who looks and who acts", async () => {
    await open(stateWith([{ blocks: statusBlocks }]));
    await page.getByLabel("You are").selectOption({ label: "bob (approver)" });
    await expect.poll(() => page.locator(".picker .avatar").textContent()).toBe("B");
    await page.getByRole("button", { name: "Refresh" }).click();
    expect((await posted("action"))[0]).toMatchObject({ as: "U2" });
  });

  test("an address with a person who is not here shows the first one", async () => {
    await open(emptyState(), "#as=U9");
    await expect.poll(() => page.getByLabel("You are").inputValue()).toBe("U1");
    expect(new URL(page.url()).hash).toContain("as=U1");
  });

  test("the bot cannot be picked", async () => {
    await open(emptyState());
    expect(await page.getByLabel("You are").locator("option").allTextContents()).toEqual([
      "ann (operator)",
      "bob (approver)",
      "vic (viewer)",
    ]);
  });

  test("a scenario's switch says whether it is on, and posts its name", async () => {
    await open(emptyState());
    await page.getByRole("button", { name: "break something", exact: true }).click();
    expect(await page.getByRole("switch", { name: "Raspberry Pi off" }).getAttribute("aria-checked")).toBe(
      "true",
    );
    await page.getByRole("switch", { name: "CoreDNS crash loop" }).click();
    expect(await posted("scenario")).toEqual([{ name: "dns" }]);
  });

  test("a phone has a drawer for the channels and a table that scrolls by itself", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(stateWith([{ blocks: statusBlocks }]));
    expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBe(390);
    expect(await page.locator(".table-scroll").evaluate((node) => node.scrollWidth > node.clientWidth)).toBe(
      true,
    );
    await page.getByRole("button", { name: "Channels" }).click();
    await page.getByRole("button", { name: "general" }).click();
    await expect.poll(() => page.locator("#main-title").textContent()).toBe("#general");
  });
});

describe("with the real workspace server and a bot", () => {
  let bot: Bot | undefined;

  beforeEach(async () => {
    workspace = await startWorkspace();
    bot = await startBot(workspace);
    await page.goto(`${workspace.origin}/#as=U0ANN&at=C0OPS`);
    await page.locator(".side-entry").first().waitFor();
  });

  afterEach(async () => {
    if (!browser) return;
    await page.goto("about:blank");
    bot?.stop();
    await workspace?.close();
    workspace = undefined;
  });

  async function sayHere(text: string): Promise<void> {
    await page.getByLabel("Message #ops").fill(text);
    await page.getByLabel("Message #ops").press("Enter");
  }

  test("a command is answered, a click edits the answer, a menu asks the bot", async () => {
    await sayHere("/k8s status");
    await page.getByRole("heading", { name: "home: 1 problem" }).waitFor();
    expect(await page.locator("#connection").textContent()).toBe("wheelhouse connected (1)");
    await page.locator("[data-action=pod] input").fill("api");
    await page.getByRole("option", { name: "api-6c9f" }).click();
    await line("picked api-6c9f").waitFor();
    await page.getByRole("button", { name: "Refresh" }).click();
    await line("home is fine again").waitFor();
  });

  test("a mention is answered in its thread, and hostile words stay words", async () => {
    await sayHere("@wheelhouse <img src=x onerror=alert(1)> & <b>");
    await page.getByRole("button", { name: "1 reply" }).click();
    const reply = page.locator("#thread .message", { hasText: "you wrote" });
    expect(await reply.textContent()).toContain("you wrote: @wheelhouse <img src=x onerror=alert(1)> & <b>");
  });

  test("a modal opens by a click, shows the bot's error and closes", async () => {
    await sayHere("/k8s status");
    await page.getByRole("button", { name: "Problems (1)" }).click();
    await page.getByLabel("Host").fill("10.0.0.9");
    await page.getByRole("button", { name: "Add" }).click();
    await expect
      .poll(() => page.locator(".has-error .input-error").textContent())
      .toBe("10.0.0.9 does not answer on port 22");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("the home tab is the person's own, and the picker changes the person", async () => {
    await page.getByRole("button", { name: "wheelhouse home" }).click();
    await page.getByRole("heading", { name: "Your clusters" }).waitFor();
    await page.getByLabel("You are").selectOption("U0VIC");
    await expect.poll(() => page.locator(".picker .avatar").textContent()).toBe("V");
    expect(new URL(page.url()).hash).toContain("as=U0VIC");
  });
});
