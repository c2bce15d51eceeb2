import { afterEach, expect, test } from "vitest";
import { startWorkspace, type Workspace } from "../../../playground/slack/workspace.ts";

let workspace: Workspace;
afterEach(() => workspace.close());

test("who mentions the bot where it is not hears how to bring it in", async () => {
  workspace = await startWorkspace();
  const said = () => workspace.visible({ as: "U0ANN", channel: "C0RANDOM" }).map(({ text }) => text);
  await workspace.say({ as: "U0ANN", channel: "C0RANDOM", text: "@wheelhouse status" });
  expect(said().at(-1)).toBe("wheelhouse is not in this channel. Type `/invite @wheelhouse` to bring it in.");
  expect(workspace.visible({ as: "U0BOB", channel: "C0RANDOM" })).toHaveLength(1);

  await workspace.say({ as: "U0ANN", channel: "C0RANDOM", text: "/invite @wheelhouse" });
  expect(said().at(-1)).toBe("wheelhouse is in this channel now.");
  await workspace.say({ as: "U0ANN", channel: "C0RANDOM", text: "@wheelhouse status" });
  expect(said().at(-1)).toBe("<@U0WHEEL> status");
});
