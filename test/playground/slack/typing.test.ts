// What people type, and what Slack makes of it before the bot reads it.
import { expect, test } from "vitest";
import { settingsFrom } from "../../../playground/slack/options.ts";
import { createState } from "../../../playground/slack/state.ts";
import { commandText, messageText, richText } from "../../../playground/slack/typing.ts";

const state = createState(settingsFrom({}));

test.each([
  ["status", "status"],
  ["a & b < c > d", "a &amp; b &lt; c &gt; d"],
  ["@wheelhouse status", "<@U0WHEEL> status"],
  ["thanks @Ann, see #ops.", "thanks <@U0ANN>, see <#C0OPS|ops>."],
  ["@sre @here", "<!subteam^S0SRE|@sre> <!here>"],
  ["@nobody #nowhere mail@ann", "@nobody #nowhere mail@ann"],
  ["see https://x.example/a#ops?b=1&c", "see <https://x.example/a#ops?b=1&amp;c>"],
  ["<!channel>", "&lt;!channel&gt;"],
])("the message %j is sent on as %j", (typed, sent) => {
  expect(messageText(state, typed)).toBe(sent);
});

test("a slash command's mentions carry the names too", () => {
  expect(commandText(state, "who @bob")).toBe("who <@U0BOB|bob>");
});

test("rich text keeps mentions apart from words", () => {
  expect(richText("<@U0WHEEL> a &lt; b")).toMatchObject({
    elements: [
      {
        elements: [
          { type: "user", user_id: "U0WHEEL" },
          { type: "text", text: " a < b" },
        ],
      },
    ],
  });
});
