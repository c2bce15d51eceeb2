import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type ApiCall, asRead, type Call, type HostCall, textOf, thisOperation } from "#src/base/call.ts";
import { canonical, type Json } from "#src/base/json.ts";
import { decisionCall } from "#src/kubernetes/calls/certificate-requests.ts";
import { configMapCall } from "#src/kubernetes/calls/config-maps.ts";
import { schedulingCall } from "#src/kubernetes/calls/nodes.ts";
import { evictionCall, podDeletionCall } from "#src/kubernetes/calls/pods.ts";
import { tokenCreationCall, tokenDeletionCall } from "#src/kubernetes/calls/tokens.ts";
import { daemonSetCall, restartCall } from "#src/kubernetes/calls/workloads.ts";
import { covers } from "#src/operation/covers.ts";

/** What is only known when it is sent; no other text of a call has this character. */
const value = "77777";
const known = new Map([["this operation", "op-abc123"]]);
const configMap = { namespace: "kube-system", name: "kube-proxy", uid: "u-1" };
const daemonSet = { namespace: "kube-system", name: "kube-proxy", uid: "u-2" };
const token = {
  description: "for pi-9",
  groups: ["system:bootstrappers:a"],
  expiration: "2026-11-29T00:00:00Z",
};
const change = {
  tolerations: [{ key: "", operator: "Exists", value: "", effect: "", seconds: undefined }],
  nodeSelector: { "kubernetes.io/os": "linux" },
  images: { "kube-proxy": "registry.k8s.io/kube-proxy:v1.36.0" },
  strategy: "OnDelete",
} as const;
const host: HostCall = {
  at: "host",
  host: "pi-1",
  argv: ["kubeadm", "join", "<endpoint>"],
  unit: "wheelhouse-<this operation>-join",
  stdin: "secret",
};
const settings = (text: string): HostCall => ({
  at: "host",
  host: "pi-1",
  argv: ["install"],
  stdin: { text },
});
const digest = createHash("sha256").update("mode: ipvs\n").digest("hex").slice(0, 32);

/** As it is shown, and as it is sent. */
const pairs: readonly (readonly [string, Call, Call])[] = [
  ["a cordon", cordon(thisOperation), cordon("op-abc123")],
  ["an eviction", eviction("<namespace>", "<pod>", "<its uid>"), eviction(value, value, value)],
  ["a deletion", deletion("<its uid>"), deletion(value)],
  ["a restart", restart("<now>"), restart(value)],
  [
    "a DaemonSet",
    daemonSetCall({ ...daemonSet, resourceVersion: asRead }, change),
    daemonSetCall({ ...daemonSet, resourceVersion: value }, change),
  ],
  ["a ConfigMap", configured(asRead, textOf("as it was", digest)), configured(value, "mode: ipvs\n")],
  [
    "a token",
    tokenCreationCall({ ...token, id: "<id>", secret: "<secret>", annotations: { by: thisOperation } }),
    tokenCreationCall({ ...token, id: value, secret: value, annotations: { by: "op-abc123" } }),
  ],
  [
    "a revocation",
    tokenDeletionCall({ id: "abcdef", uid: "u-3" }),
    tokenDeletionCall({ id: "abcdef", uid: "u-3" }),
  ],
  ["a file of settings", settings("net.ipv4.ip_forward=1\n"), settings("net.ipv4.ip_forward=1\n")],
  ["a command", host, { ...host, argv: ["kubeadm", "join", value], unit: "wheelhouse-op-abc123-join" }],
];

test.each(pairs)(
  "%s covers what is sent for it, and nothing that differs in one character",
  (_, shown, sent) => {
    expect(covers(shown, sent, known)).toBe(true);
    const others = variantsOf(sent);
    expect(others.length).toBeGreaterThan(100);
    expect(others.filter((each) => covers(shown, each, known)).map((each) => JSON.stringify(each))).toEqual(
      [],
    );
  },
);

test.each(pairs)(
  "what is sent for %s is covered by nothing that was shown with another character",
  (_, shown, sent) => {
    const others = variantsOf(shown);
    expect(others.filter((each) => covers(each, sent, known)).map((each) => JSON.stringify(each))).toEqual(
      [],
    );
  },
);

test.each<[string, Partial<ApiCall>]>([
  ["climb", { path: "/api/v1/namespaces/shop/pods/.." }],
  ["climb in disguise", { path: "/api/v1/namespaces/shop/pods/%2e%2e" }],
  ["name a subresource", { path: "/api/v1/namespaces/shop/pods/db%2Fexec" }],
  ["add a query", { path: "/api/v1/namespaces/shop/pods/db?dryRun=All" }],
  ["add a segment", { path: "/api/v1/namespaces/shop/pods/db/ephemeralcontainers" }],
  ["be nothing", { path: "/api/v1/namespaces/shop/pods/" }],
  ["stay open", { path: "/api/v1/namespaces/shop/pods/<pod>" }],
  ["have a backslash", { path: "/api/v1/namespaces/shop/pods/a\\b" }],
  ["have one in disguise", { path: "/api/v1/namespaces/shop/pods/a%5Cb" }],
  ["have a tab", { path: "/api/v1/namespaces/shop/pods/a\tb" }],
  ["have a newline", { path: "/api/v1/namespaces/shop/pods/a\nb" }],
  ["have a NUL", { path: "/api/v1/namespaces/shop/pods/a%00b" }],
  ["be written in two ways", { path: "/api/v1/namespaces/shop/pods/%64b" }],
  ["be broken", { path: "/api/v1/namespaces/shop/pods/%zz" }],
])("what takes a placeholder's place in a path cannot %s", (_, more) => {
  const shown: ApiCall = { at: "api", method: "DELETE", path: "/api/v1/namespaces/<namespace>/pods/<pod>" };
  expect(covers(shown, { ...shown, path: "/api/v1/namespaces/shop/pods/db" })).toBe(true);
  expect(covers(shown, { ...shown, ...more })).toBe(false);
});

test("one name stands for one value", () => {
  const shown = eviction("<namespace>", "<pod>", "<its uid>");
  expect(covers(shown, eviction("shop", "db-0", "u-7"))).toBe(true);
  const { body, ...request } = eviction("shop", "db-0", "u-7");
  expect(
    covers(shown, {
      ...request,
      body: { ...(body as object), metadata: { namespace: "shop", name: "db-1" } },
    }),
  ).toBe(false);
});

test("a placeholder stands for a text, not for a list, an object, a number or nothing", () => {
  const shown: ApiCall = { at: "api", method: "PATCH", path: "/a", body: { spec: "<spec>" } };
  const sent = (spec: Json) => covers(shown, { ...shown, body: { spec } });
  expect([sent("a"), sent(""), sent(1), sent(null), sent(["a"]), sent({ a: "b" })]).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("an object that goes back as it was read may hold more, but its decision is the one that was shown", () => {
  const decided = {
    name: "csr-1",
    uid: "u-5",
    verdict: "approve",
    reason: "Right",
    message: "by op-abc123",
  } as const;
  const found = {
    kind: "X",
    metadata: { uid: "u-5", labels: {} },
    spec: { usages: ["a"] },
    status: { conditions: [{ type: "Odd" }] },
  };
  const shown = decisionCall({ ...decided, message: `by ${thisOperation}` });
  expect(covers(shown, decisionCall(decided, found), known)).toBe(true);
  const others = [
    { ...decided, name: "csr-2" },
    { ...decided, uid: "u-6" },
    { ...decided, verdict: "deny" as const },
    { ...decided, reason: "Left" },
    { ...decided, message: "by op-abc124" },
  ];
  expect(others.filter((each) => covers(shown, decisionCall(each, found), known))).toEqual([]);
  const { body, ...request } = decisionCall(decided, found);
  const more = body as { status: { conditions: Json[] } };
  const twice = { ...more, status: { conditions: [...more.status.conditions, { type: "Denied" }] } };
  expect(covers(shown, { ...request, body: twice }, known)).toBe(false);
});

test("a unit of another operation, or of none, is another call", () => {
  const sent: HostCall = { ...host, argv: ["kubeadm", "join", value] };
  const named = (unit: string | undefined) => covers(host, { ...sent, unit }, known);
  expect(["wheelhouse-op-abc123-join", "wheelhouse-op-abc124-join", undefined].map(named)).toEqual([
    true,
    false,
    false,
  ]);
  expect(covers({ ...sent, unit: undefined }, { ...sent, unit: "wheelhouse-op-abc123-join" }, known)).toBe(
    false,
  );
});

function cordon(by: string): ApiCall {
  return schedulingCall({ node: "w3", uid: "u-4", unschedulable: true, annotations: { by } });
}

function eviction(namespace: string, name: string, uid: string): ApiCall {
  return evictionCall({ namespace, name, uid, graceSeconds: 30 });
}

function deletion(uid: string): ApiCall {
  return podDeletionCall({ namespace: "shop", name: "db-0", uid });
}

function restart(restartedAt: string): ApiCall {
  const workload = { kind: "Deployment", namespace: "shop", name: "web", uid: "u-6" } as const;
  return restartCall({ ...workload, restartedAt, annotations: { by: "x" } });
}

function configured(resourceVersion: string, text: string): ApiCall {
  return configMapCall(
    { ...configMap, resourceVersion },
    { data: { "config.conf": text }, annotations: { gone: null } },
  );
}

/** Each call that differs from this one in one character, but for those that only change what stands for a placeholder. */
function variantsOf(call: Call): readonly Call[] {
  const text = JSON.stringify(call);
  const variants = [...text].flatMap((character, at) => {
    if (character === "7" || isInPlaceholder(text, at)) return [];
    const other = character === "x" ? "y" : "x";
    // One more before a value is another value.
    const longer = text[at + 1] === "7" ? [] : [`${character}${other}`];
    return ["", other, ...longer].map((made) => text.slice(0, at) + made + text.slice(at + 1));
  });
  return variants.flatMap(parsed).filter((each) => canonical(each) !== canonical(call));
}

function isInPlaceholder(text: string, at: number): boolean {
  const open = text.lastIndexOf("<", at);
  return open !== -1 && (text.lastIndexOf(">", at - 1) < open || text[at] === ">");
}

function parsed(text: string): readonly Call[] {
  try {
    const made = JSON.parse(text) as { readonly path?: unknown; readonly argv?: unknown };
    // The type sees to the names of a call's own fields.
    return typeof made.path === "string" || Array.isArray(made.argv) ? [made as Call] : [];
  } catch {
    return [];
  }
}
