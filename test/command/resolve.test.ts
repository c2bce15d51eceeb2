import { expect, test } from "vitest";
import { z } from "zod";
import type { Command } from "#src/command/define.ts";
import { resolveCommand } from "#src/command/resolve.ts";

const tree = [
  "help",
  "status",
  "node list",
  "node show",
  "node add",
  "node drain",
  "pod list",
  "pod logs",
  "service list",
  "token create",
  "token list",
  "cert renew",
  "kube-proxy restart",
  "kube-proxy show",
].map((phrase) => command(phrase, phrase === "pod logs" ? ["logs", "log"] : []));

test.each([
  ["status", "status", []],
  ["node list", "node list", []],
  ["list nodes", "node list", []],
  ["nodes", "node list", []],
  ["NODES", "node list", []],
  ["get nodes", "node list", []],
  ["node", "node list", []],
  ["svc", "service list", []],
  ["node --cluster home", "node list", ["--cluster", "home"]],
  ["get node pi-1", "node show", ["pi-1"]],
  ["get pods -A", "pod list", ["-A"]],
  ["get pods --unhealthy", "pod list", ["--unhealthy"]],
  ["pods kube-system", "pod list", ["kube-system"]],
  ["describe node w3", "node show", ["w3"]],
  ["node show w3", "node show", ["w3"]],
  ["logs coredns -p", "pod logs", ["coredns", "-p"]],
  ["pod log coredns", "pod logs", ["coredns"]],
  ["node add 10.0.0.9", "node add", ["10.0.0.9"]],
  ["add node 10.0.0.9", "node add", ["10.0.0.9"]],
  ["drain node w3", "node drain", ["w3"]],
  ["regenerate token", "token create", []],
  ["token regenerate", "token create", []],
  ["generate token", "token create", []],
  ["restart kube-proxy", "kube-proxy restart", []],
  ["renew certs", "cert renew", []],
  ["renew certificates", "cert renew", []],
  ["rotate certificates", "cert renew", []],
])("%s means %s", (line, phrase, rest) => {
  const found = resolveCommand(tree, line.split(" "));
  expect(found.command.path.join(" ")).toBe(phrase);
  expect(found.rest).toEqual(rest);
});

test.each([
  ["stauts", "`status`"],
  ["nod list", "`node list`"],
  ["node lsit", "`node list`"],
  ["ndoe drain w3", "`node drain w3`"],
  ["list nods", "`node list`"],
])("%s gets the hint %s", (line, hint) => {
  expect(() => resolveCommand(tree, line.split(" "))).toThrow(
    expect.objectContaining({ hint: expect.stringContaining(hint) }),
  );
});

test("no sign that is typed stands for more than itself", () => {
  expect(() => resolveCommand(tree, ["node!"])).toThrow('There is no command "node!".');
  expect(() => resolveCommand([command("wow! list", [])], ["wow", "list"])).toThrow("There is no command");
});

test("nonsense points to help instead of guessing", () => {
  expect(() => resolveCommand(tree, ["colourless", "green", "ideas"])).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('"colourless green"'),
      hint: "`help` lists what there is.",
    }),
  );
});

function command(phrase: string, aliases: readonly string[]): Command {
  return {
    kind: "query",
    path: phrase.split(" "),
    summary: phrase,
    role: "viewer",
    args: z.object({}),
    positional: phrase === "node drain" ? ["node"] : [],
    aliases,
    answer: async () => ({ headline: phrase, tone: "neutral", parts: [] }),
  };
}
