// Shows what making the account would do, and does it once the person says so.
import { UsageError } from "#src/base/errors.ts";
import type { Person } from "#src/kubernetes/account/connect-person.ts";
import {
  type AccountToken,
  applyManifest,
  foresee,
  requestToken,
} from "#src/kubernetes/account/make-account.ts";
import { type Manifest, nameOf, type Part, partOf, parts } from "#src/kubernetes/account/manifests.ts";
import { askUntil, askWhether, runAgain, type Terminal } from "./terminal.ts";

type Wanted = {
  readonly terminal: Terminal;
  readonly manifests: readonly Manifest[];
  /** Where the API server is. */
  readonly server: string;
  readonly person: Person;
};

const meaning: Readonly<Record<Part, string>> = {
  read: "it only looks: exactly what it shows, no Secrets",
  act: "and does what approved operations do: cordon, drain, restart, delete pods, decide on kubelets' certificates",
  tokens: "and makes bootstrap tokens, for which it may read every Secret of kube-system",
};

/** Throws UsageError where the person says no; then nothing was changed. */
export async function offerAccount({ terminal, manifests, server, person }: Wanted): Promise<AccountToken> {
  terminal.say(
    ["How much may it?", ...parts.map((part, at) => `  ${at + 1} ${part}: ${meaning[part]}`)].join("\n"),
  );
  const most = await askUntil(terminal, "Up to which, by number or name? [2]", (answer) => {
    const found =
      answer === "" ? "act" : (parts.find((each) => each === answer) ?? parts[Number(answer) - 1]);
    return found ? { value: found } : { wrong: "1, 2 or 3" };
  });
  const chosen = manifests.filter((each) => parts.indexOf(partOf(each)) <= parts.indexOf(most));
  const fates = await Promise.all(chosen.map((each) => foresee(person, each)));
  terminal.say(
    [
      `On ${server}, from deploy/base/namespace.yaml and rbac.yaml:`,
      ...chosen.map((each, at) => `  ${fates[at]?.padEnd(8)} ${nameOf(each)}`),
      "  new      a token of the account, in a kubeconfig that only you can read",
    ].join("\n"),
  );
  if (!(await askWhether(terminal, "Apply this?", true)))
    throw new UsageError("Nothing was applied.", {
      hint: `docs/deployment.md makes the account by hand. ${runAgain}`,
    });
  for (const [at, each] of chosen.entries()) if (fates[at] !== "as it is") await applyManifest(person, each);
  const account = chosen.find(({ kind }) => kind === "ServiceAccount");
  if (!account) throw new Error("deploy/base/rbac.yaml has no ServiceAccount");
  terminal.say("  ✓ Applied");
  return requestToken(person, account);
}
