// Shows that a new kubeconfig works.

import { setTimeout as sleep } from "node:timers/promises";
import { RefusedError } from "#src/base/errors.ts";
import { advise } from "#src/kubeadm/advise.ts";
import { connectPerson } from "#src/kubernetes/account/connect-person.ts";
import type { LoadCredentials } from "#src/kubernetes/connection/credentials.ts";

type Account = {
  readonly name: string;
  readonly kubeconfig: string;
  readonly load: LoadCredentials | undefined;
};

/** An API server takes a moment to hear of new roles. */
const tries = 10;
const pauseMs = 500;

/** Throws BotError where it does not. */
export async function proveAccount({ name, kubeconfig, load }: Account): Promise<void> {
  const account = connectPerson({ name, kubeconfig, advise, ...(load && { load }) });
  try {
    for (let left = tries; ; left--) {
      try {
        await account.ask("read nodes with the new account", "/api/v1/nodes?limit=1");
        return;
      } catch (error) {
        if (!(error instanceof RefusedError) || left === 1) throw error;
      }
      await sleep(pauseMs);
    }
  } finally {
    account.stop();
  }
}
