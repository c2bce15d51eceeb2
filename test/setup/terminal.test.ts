// What is typed at a real screen: echoed where it is no secret, and never where it is one.
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { terminalOn } from "#src/setup/terminal.ts";

function given({ isTTY }: { readonly isTTY: boolean }) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const output = new PassThrough();
  const shown: string[] = [];
  output.on("data", (chunk) => shown.push(String(chunk)));
  return { terminal: terminalOn({ input, output }), input, screen: () => shown.join("") };
}

test("a secret appears nowhere on the screen, nor when the arrows look for it", async () => {
  const { terminal, input, screen } = given({ isTTY: true });
  const secret = terminal.askSecret("token:");
  for (const key of "xoxb-1x\u007f2\r") input.write(key);
  const typed = await secret;
  const line = terminal.ask("name:");
  input.write("\u001b[A\u001b[Aann\r");

  expect(typed).toBe("xoxb-12");
  expect(await line).toBe("ann");
  expect(screen()).toContain("token: \n");
  expect(screen()).toContain("ann");
  expect(screen()).not.toMatch(/xoxb|12/);
});

test("lines that are piped in are answers, each to its question", async () => {
  const { terminal, input, screen } = given({ isTTY: false });
  input.end("one\nsecret\nthree\n");
  const answers = [await terminal.ask("a"), await terminal.askSecret("b"), await terminal.ask("c")];

  expect(answers).toEqual(["one", "secret", "three"]);
  expect(screen()).not.toContain("secret");
  await expect(terminal.ask("d")).rejects.toThrow("Ended before it was done.");
});

test("Ctrl-C and Ctrl-D end it", async () => {
  for (const key of ["\u0003", "\u0004"]) {
    const { terminal, input } = given({ isTTY: true });
    const asked = terminal.askSecret("token:");
    input.write(key);
    await expect(asked).rejects.toThrow("Ended before it was done.");
  }
});
