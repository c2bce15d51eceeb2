// Which kubeconfig of the person, and which context of it.
import { BotError } from "#src/base/errors.ts";
import { contextsIn } from "#src/kubernetes/connection/kubeconfig-cluster.ts";
import { readIfThere } from "./files.ts";
import { askUntil, type Read, type Terminal } from "./terminal.ts";

export type Context = {
  readonly kubeconfig: string;
  readonly text: string;
  readonly context: string;
};

type Parts = { readonly terminal: Terminal; readonly usualKubeconfig: string };

/** `cluster` is its name, where it has one already. */
export async function askContext({ terminal, usualKubeconfig }: Parts, cluster?: string): Promise<Context> {
  const file = await askFile(terminal, usualKubeconfig);
  const { names, current } = contextsIn(file.text, file.kubeconfig);
  const usual = names.find((name) => name === current) ?? names[0] ?? "";
  terminal.say(
    [
      `Wheelhouse gets an account of its own${cluster ? ` in ${cluster}` : ""}, made with your rights. Contexts in ${file.kubeconfig}:`,
      ...names.map((name, index) => `  ${index + 1} ${name}${name === current ? " (current)" : ""}`),
    ].join("\n"),
  );
  const context = await askUntil(terminal, `Which one, by number or name? [${usual}]`, (answer) => {
    const found = answer === "" ? usual : names.includes(answer) ? answer : names[Number(answer) - 1];
    return found === undefined ? { wrong: `there is ${names.join(", ")}` } : { value: found };
  });
  return { ...file, context };
}

type File = Pick<Context, "kubeconfig" | "text">;

async function askFile(terminal: Terminal, usual: string): Promise<File> {
  const found = readFile(usual);
  if ("value" in found) return found.value;
  terminal.say(`  ${found.wrong}`);
  return askUntil(
    terminal,
    "Path of a kubeconfig that may do everything there, as kubeadm's admin.conf:",
    readFile,
  );
}

function readFile(kubeconfig: string): Read<File> {
  try {
    const text = kubeconfig === "" ? undefined : readIfThere(kubeconfig);
    if (text === undefined) return { wrong: `There is no kubeconfig ${kubeconfig}.` };
    if (contextsIn(text, kubeconfig).names.length === 0) return { wrong: `${kubeconfig} has no contexts.` };
    return { value: { kubeconfig, text } };
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return { wrong: error.message };
  }
}
