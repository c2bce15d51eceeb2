// What is written behind `npm run ask --`: our own options anywhere, and a line as it is typed in Slack.
import { UsageError } from "#src/base/errors.ts";

export type AskArguments = {
  /** As words, when the shell has split them. */
  readonly words: readonly string[];
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
};

export const usage = `npm run ask -- "<line>" [options]

Asks your cluster one question, as you would in Slack, and prints the answer: status, node list, pod show coredns, help, ...
It changes nothing, in the cluster or on your disk.

  --kubeconfig <file>  instead of $KUBECONFIG or ~/.kube/config
  --context <name>     a context of it other than the current one
  --json               the answer as JSON

The exit code is 0 when all is well, 1 when something is wrong or nobody could say, 2 when it was typed wrongly.`;

/** @throws UsageError when an option lacks its value */
export function readAskArguments(given: readonly string[]): AskArguments {
  const words: string[] = [];
  const values: { kubeconfig?: string; context?: string } = {};
  let [json, help] = [false, false];
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? "";
    const [, name, inline] = /^--(kubeconfig|context)(?:=(.*))?$/s.exec(word) ?? [];
    if (name === "kubeconfig" || name === "context") values[name] = inline ?? needed(name, given[++at]);
    else if (word === "--json") json = true;
    else words.push(word);
  }
  // With a line before it, it asks what that line is for.
  if (words.length === 0 || (words.length === 1 && /^(--help|-h)$/.test(words[0] ?? ""))) help = true;
  return { words, kubeconfig: values.kubeconfig, context: values.context, json, help };
}

function needed(name: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new UsageError(`--${name} needs a value.`);
  return value;
}
