// What npm run check says of the account's rights, by an API server that has its roles from deploy/base/rbac.yaml.
import { afterEach, expect, test } from "vitest";
import type { Finding } from "#src/base/finding.ts";
import { connectPerson } from "#src/kubernetes/account/connect-person.ts";
import { allRights, missingRights } from "#src/kubernetes/account/review-rights.ts";
import { sayRights } from "#src/setup/rights.ts";
import type { Rule } from "../../playground/cluster/api.ts";
import { type SimulatedCluster, startCluster } from "../../playground/cluster/cluster.ts";
import { type Role, readManifests, rulesOf } from "../deploy/deploy-files.ts";
import { loadFrom } from "./given-cluster.ts";

const roles = readManifests<Role>("deploy/base/rbac.yaml").filter(({ kind }) => kind.endsWith("Role"));

let cluster: SimulatedCluster | undefined;
afterEach(() => cluster?.close());

test("an account with all that deploy grants has all that is asked for", async () => {
  expect(await rightsWith(rulesOf(roles))).toEqual([
    { ok: true, text: `Rights on home: all ${allRights.length} that deploy/base/rbac.yaml grants` },
  ]);
});

test("each missing right says which commands do not work without it", async () => {
  const rules = without("pods/eviction", "signers", "events", "leases");
  const missing = [
    "may not create pods/eviction: node drain, node reboot, node patch, node remove cannot run",
    "may not list events: event list fails, and doctor and pod show have no events",
    "may not list and watch leases.coordination.k8s.io in kube-system: the cluster counts as unreachable",
    "may not approve signers.certificates.k8s.io: csr approve, csr deny cannot run",
  ];
  expect(await rightsWith(rules)).toEqual(
    missing.map((what) => ({ ok: false, text: `Rights on home: ${what}; deploy/base/rbac.yaml grants it` })),
  );
});

test("a role that is left out whole may be so by choice", async () => {
  const found = await rightsWith(rulesOf(roles.filter(({ metadata }) => metadata.name === "wheelhouse")));
  expect(found.filter(({ ok }) => !ok)).toEqual([]);
  expect(found.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Rights on home: \d\d rights of \d\d in deploy\/base\/rbac.yaml$/),
    expect.stringMatching(
      /without the role wheelhouse-act, by choice\? .*node drain.*workload restart.* cannot run$/,
    ),
    "Rights on home: without the role wheelhouse-tokens, by choice? node add, token list, token show, token create, token revoke cannot run",
  ]);
});

function without(...resources: readonly string[]): readonly Rule[] {
  return rulesOf(roles).map((rule) => ({
    ...rule,
    resources: rule.resources.filter((each) => !resources.includes(each)),
  }));
}

async function rightsWith(rules: readonly Rule[]): Promise<readonly Finding[]> {
  cluster = await startCluster({ rules, controllers: false, heartbeatMs: 0 });
  const account = connectPerson({ name: "home", load: loadFrom(cluster, "credentials") });
  const missing = await missingRights(account, allRights);
  account.stop();
  return sayRights("home", { all: allRights, missing });
}
