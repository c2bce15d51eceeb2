// Why a kubeconfig could not be used, in words for people.
import { UnreachableError } from "#src/base/errors.ts";
import type { CredentialsProblem, CredentialsRequest } from "./endpoint.ts";

/** One way in is missing for all that asks a cluster, so it is logged where it was looked for, once. */
export class NoCredentialsError extends UnreachableError {}

export function explainCredentials(
  cluster: string,
  request: CredentialsRequest,
  problem: CredentialsProblem,
): NoCredentialsError {
  const { why, hint } = explain(request.kubeconfig ?? "the kubeconfig", problem);
  return new NoCredentialsError(`cannot reach ${cluster}: ${why}`, { hint });
}

type Explanation = { readonly why: string; readonly hint: string };

function explain(kubeconfig: string, problem: CredentialsProblem): Explanation {
  switch (problem.kind) {
    case "unreadable-file":
      return unreadable(problem.path, problem.code);
    case "not-yaml":
      return { why: `${kubeconfig} is not YAML (${problem.detail})`, hint: "copy the kubeconfig again" };
    case "unknown-context":
      return {
        why: problem.context
          ? `${kubeconfig} has no context "${problem.context}"`
          : `${kubeconfig} names no current context`,
        hint: problem.known.length > 0 ? `it has ${problem.known.join(", ")}` : "it has no contexts at all",
      };
    case "unknown-cluster":
    case "unknown-user":
      return {
        why: `the context in ${kubeconfig} names the ${problem.kind === "unknown-user" ? "user" : "cluster"} "${problem.name}", which is not in it`,
        hint: "kubectl config view shows what is in it",
      };
    case "not-in-cluster":
      return {
        why: "Wheelhouse does not run in a pod of it",
        hint: "use kubeconfig instead of inCluster, or run Wheelhouse in the cluster",
      };
    case "bad-certificate":
      return {
        why: `the certificate or key in ${kubeconfig} cannot be used (${problem.detail})`,
        hint: "copy the kubeconfig again",
      };
    case "bad-server":
      return {
        why: `the server in ${kubeconfig} is "${problem.server}", which is no address`,
        hint: "write it as https://10.0.0.10:6443",
      };
    case "bad-token":
      return {
        why: `the token in ${kubeconfig} holds a line break or another character that no header may hold`,
        hint: "copy the token again, in one line",
      };
    case "plugin-not-found":
      return {
        why: `its credential plugin ${problem.command} cannot be started`,
        hint: `install ${problem.command} where Wheelhouse runs, or use a kubeconfig with a client certificate`,
      };
    case "plugin-failed":
      return {
        why: `its credential plugin ${problem.command} failed: ${oneLine(problem.detail)}`,
        hint: `run ${problem.command} as Wheelhouse's user to see why`,
      };
    case "timed-out":
      return {
        why: `its credentials were not there after ${problem.afterMs / 1000} s`,
        hint: "a credential plugin or identity provider hangs",
      };
    case "invalid":
      return { why: `${kubeconfig} cannot be used: ${oneLine(problem.detail)}`, hint: "try it with kubectl" };
  }
}

function unreadable(path: string, code: string): Explanation {
  if (code === "ENOENT") return { why: `${path} does not exist`, hint: "check the path in wheelhouse.yaml" };
  return { why: `${path} cannot be read (${code})`, hint: `let Wheelhouse's user read ${path}` };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}...` : line || "without a word";
}
