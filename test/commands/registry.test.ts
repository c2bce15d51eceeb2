import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseLine } from "#src/command/parse.ts";
import { claimsOf } from "#src/command/resolve.ts";
import { usageOf } from "#src/command/usage.ts";
import { givenCluster, givenCrashingPod, givenEvent, givenService } from "../given.ts";
import { ask, commands, wellHome } from "./ask.ts";

const root = join(import.meta.dirname, "../..");

test("every command has a test of its own", () => {
  const files = globSync("commands/**/*.ts", { cwd: root });
  const untested = files.filter((file) => !existsSync(join(root, "test", file.replace(/\.ts$/, ".test.ts"))));

  expect(files).toHaveLength(commands.length);
  expect(untested).toEqual([]);
});

test.each(commands.map((command) => [command.path.join(" "), command] as const))(
  "%s has a usage, and a summary that fits a line",
  (phrase, command) => {
    expect(usageOf(command)).toMatch(new RegExp(`^/k8s ${phrase}`));
    expect(command.summary).toMatch(/^[A-Z].{8,69}[^.]$/);
  },
);

test("no two commands answer to the same words, in either order and with every synonym", () => {
  const owners = Map.groupBy(
    commands.flatMap((command) => claimsOf(command).map((claim) => [claim, command.path.join(" ")] as const)),
    ([claim]) => claim,
  );
  const contested = [...owners].filter(([, claims]) => claims.length > 1);
  expect(owners.size).toBeGreaterThan(commands.length);
  expect(contested).toEqual([]);
});

const lines = [
  "status",
  "status --details",
  "cluster list",
  "node list",
  "node show worker-1",
  "pod list",
  "pod list --unhealthy --node=worker-1",
  "pod show web",
  "pod logs web",
  "event list --about=node/worker-1 --warnings",
  "service list default",
  "service show web",
  "workload list default",
  "help",
  "version",
];

test.each(lines)("every button of %s carries a line that can be typed", async (line) => {
  const home = wellHome();
  const pods = [...home.pods.filter(({ name }) => !name.startsWith("web")), givenCrashingPod()];
  const { answer, faults } = await ask(
    line,
    givenCluster({
      ...home,
      pods,
      events: [givenEvent()],
      services: [givenService()],
      logs: { "default/web-5d4f8-abcde/app": "listening\n" },
    }),
  );
  const kinds = (answer.buttons ?? []).map((button) => [button.line, parseLine(commands, button.line).kind]);

  expect(faults).toEqual([]);
  expect(kinds.filter(([, kind]) => kind !== "complete")).toEqual([]);
});
