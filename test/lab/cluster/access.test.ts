// The bot's account in a real cluster: what deploy/base/rbac.yaml grants, and nothing that everybody does not have.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { parseSettings } from "#src/config/parse-settings.ts";
import { outcomeOf } from "../run.ts";
import { botSettings } from "./access.ts";
import { givenCluster } from "./given-cluster.ts";
import { botKubeconfig, kubectl, kubectlOutcome } from "./kubectl.ts";

const Rule = z.object({
  apiGroups: z.array(z.string()).optional(),
  resources: z.array(z.string()).optional(),
  nonResourceURLs: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
});
type Rule = z.infer<typeof Rule>;

const Role = z.object({ kind: z.string(), rules: z.array(Rule).optional() });

beforeAll(async () => {
  await givenCluster();
});

test.each([
  ["default", rulesOf("ClusterRole")],
  ["kube-system", [...rulesOf("ClusterRole"), ...rulesOf("Role")]],
])("in %s the bot may do what its roles say, and no more than any account", async (namespace, granted) => {
  const bot = await rules(namespace, [`--kubeconfig=${botKubeconfig}`]);
  const anyAccount = await rules(namespace, ["--as=system:serviceaccount:default:default", ...groups]);
  expect(without(bot, anyAccount)).toEqual(without(granted, anyAccount));
});

test("the bot reads nodes, and not Secrets", async () => {
  const kubeconfig = botKubeconfig;
  expect(await kubectl(["get", "nodes", "--output=name"], { kubeconfig })).toContain("node/worker1");
  const secrets = await kubectlOutcome(["get", "secrets", "--all-namespaces"], { kubeconfig });
  expect(secrets.stderr).toContain(
    'User "system:serviceaccount:wheelhouse:wheelhouse" cannot list resource "secrets"',
  );
});

test("the bot's kubeconfig is nobody else's to read, and holds no key of an administrator", async () => {
  expect((await outcomeOf(["stat", "--format=%a", botKubeconfig])).stdout.trim()).toBe("600");
  expect(readFileSync(botKubeconfig, "utf8")).not.toContain("client-key-data");
});

test("the bot's settings are what the bot accepts", () => {
  expect(parseSettings(botSettings, readFileSync(botSettings, "utf8")).problems).toEqual([]);
});

const groups = [
  "--as-group=system:serviceaccounts",
  "--as-group=system:serviceaccounts:default",
  "--as-group=system:authenticated",
];

const Review = z.object({
  status: z.object({
    incomplete: z.boolean(),
    resourceRules: z.array(Rule),
    nonResourceRules: z.array(Rule),
  }),
});

async function rules(namespace: string, who: readonly string[]): Promise<readonly string[]> {
  const review = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SelfSubjectRulesReview",
    spec: { namespace },
  };
  const answer = await kubectl(["create", "--filename=-", "--output=json", "--validate=false", ...who], {
    input: JSON.stringify(review),
  });
  const { status } = Review.parse(JSON.parse(answer));
  expect(status.incomplete).toBe(false);
  return [...status.resourceRules, ...status.nonResourceRules].flatMap(spread);
}

function rulesOf(kind: "ClusterRole" | "Role"): readonly string[] {
  const file = join(import.meta.dirname, "../../../deploy/base/rbac.yaml");
  const documents = parseAllDocuments(readFileSync(file, "utf8")).map((document) =>
    Role.parse(document.toJS()),
  );
  return documents
    .filter((document) => document.kind === kind)
    .flatMap((document) => (document.rules ?? []).flatMap(spread));
}

/** One line for each verb on each resource, so that it does not matter how rules are grouped. */
function spread({ apiGroups = [], resources = [], nonResourceURLs = [], verbs }: Rule): readonly string[] {
  const what = [
    ...resources.flatMap((resource) => apiGroups.map((group) => `${resource}.${group}`)),
    ...nonResourceURLs,
  ];
  return what.flatMap((each) => verbs.map((verb) => `${verb} ${each}`));
}

function without(all: readonly string[], some: readonly string[]): readonly string[] {
  return [...new Set(all)].filter((each) => !some.includes(each)).sort();
}
