import { expect, test } from "vitest";
import { parseLine } from "#src/command/parse.ts";
import { requestOf } from "#src/request/bot.ts";
import { formFor } from "#src/request/form.ts";
import { givenCluster } from "../given.ts";
import { ask, commands } from "./ask.ts";

test("without a command it asks for one in a menu", () => {
  expect(parseLine(commands, "choose")).toMatchObject({ kind: "incomplete", missing: ["command"] });
});

test("its form is a menu of commands and nothing else", () => {
  const parsed = parseLine(commands, "choose");
  if (parsed.kind !== "incomplete") throw new Error("it has no form");
  const { title, fields } = formFor(parsed, undefined);
  expect(title).toBe("Run a command");
  expect(fields.map(({ name, kind, pick }) => [name, kind, pick])).toEqual([["command", "menu", "command"]]);
});

test("every field of every form says what it is", () => {
  const forms = commands.flatMap((command) => {
    const parsed = parseLine(commands, command.path.join(" "));
    return parsed.kind === "incomplete" ? [formFor(parsed, "home")] : [];
  });
  const mute = forms.flatMap(({ title, fields }) =>
    fields.filter(({ hint }) => !hint).map(({ name }) => `${title}: ${name}`),
  );
  expect(forms.length).toBeGreaterThan(20);
  expect(mute).toEqual([]);
});

test("what is chosen in its form is the line, as if it was typed", () => {
  const submitted = { command: "choose", cluster: undefined, by: "U0ANN", decides: false } as const;
  const request = requestOf({ ...submitted, values: { command: "node drain" }, where: { channel: "C1" } });
  expect(request.line).toBe("node drain");
});

test("typed with a command it explains that one", async () => {
  expect((await ask("choose node show", givenCluster())).answer.headline).toContain("node show:");
});
