import { expect, test } from "vitest";
import { parseLine } from "#src/command/parse.ts";
import { requestOf } from "#src/request/bot.ts";
import { givenCluster } from "../given.ts";
import { ask, commands } from "./ask.ts";

test("without a command it asks for one in a menu", () => {
  expect(parseLine(commands, "choose")).toMatchObject({ kind: "incomplete", missing: ["command"] });
});

test("what is chosen in its form is the line, as if it was typed", () => {
  const submitted = { command: "choose", cluster: undefined, by: "U0ANN", decides: false } as const;
  const request = requestOf({ ...submitted, values: { command: "node drain" }, where: { channel: "C1" } });
  expect(request.line).toBe("node drain");
});

test("typed with a command it explains that one", async () => {
  expect((await ask("choose node show", givenCluster())).answer.headline).toContain("node show:");
});
