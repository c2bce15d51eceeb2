// Everything an attacker can write into a cluster in the hope that somebody's chat will act on it.

import { timestamp } from "../cluster/object.ts";
import { managedFields } from "../cluster/seed/build.ts";
import type { Scenario } from "./scenario.ts";

const NAMESPACE = "default";
const NAME = "hostile";
const LONG_LINE_BYTES = 5 * 1024 * 1024;

// Made up, and put together here so that no scanner takes them for real.
const TOKEN = ["abcdef", "0123456789abcdef"].join(".");
const JWT = [
  "eyJhbGciOiJSUzI1NiJ9",
  "eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQifQ",
  "c2lnbmF0dXJlc2lnbmF0dXJl",
].join(".");
const PEM = [
  "-----BEGIN",
  "PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END",
  "PRIVATE KEY-----",
].join(" ");
const AWS_KEY = ["AKIA", "IOSFODNN7EXAMPLE"].join("");

const MENTIONS =
  "<!channel> <!here> <@U01ANN> <#C0ALERTS> <https://evil.example|click me> &lt;!everyone&gt; `code` ```block``` *bold* ~gone~";
const CONTROLS =
  "\u001b[31mred\u001b[0m \u0007\u0008\u0000 \u202egnp.exe\u202c \u2066isolated\u2069 \ufeff zero\u200bwidth";
const SECRETS = `token=${TOKEN} jwt=${JWT} aws=${AWS_KEY}`;

export default {
  name: "hostile-names",
  title: "Hostile names",
  description:
    "A pod whose image, annotations, log and events carry mentions, control characters, secrets and a 5 MB line.",
  begin: async (cluster) => {
    if (cluster.store.get("pods", NAMESPACE, NAME) !== undefined) return;
    const pod = cluster.store.put(hostilePod(cluster.now()));
    cluster.setLog(NAMESPACE, NAME, NAME, hostileLog());
    cluster.setLog(NAMESPACE, NAME, NAME, hostileLog(), "previous");
    const message = `Error: ${MENTIONS} ${CONTROLS} ${SECRETS}`;
    cluster.event({ object: pod, type: "Warning", reason: "Failed", message, count: 12 });
    cluster.event({ object: pod, type: "Warning", reason: "<!channel>", message: PEM });
  },
  end: async (cluster) => {
    cluster.store.remove("pods", NAMESPACE, NAME);
    for (const { metadata } of cluster.store.list("events", NAMESPACE)) {
      if (metadata.name.startsWith(`${NAME}.`)) cluster.store.remove("events", NAMESPACE, metadata.name);
    }
  },
} satisfies Scenario;

function hostileLog(): string {
  return [
    MENTIONS,
    CONTROLS,
    SECRETS,
    PEM,
    "x".repeat(LONG_LINE_BYTES),
    "the line after the long one",
    "",
  ].join("\n");
}

function hostilePod(at: number) {
  const now = timestamp(at);
  const image = "registry.example/<!channel>/`rm -rf`:latest";
  const waiting = { reason: "<!channel>", message: `${MENTIONS} ${CONTROLS} ${SECRETS}` };
  const terminated = { exitCode: 137, reason: "Error", message: PEM, startedAt: now, finishedAt: now };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: NAME,
      namespace: NAMESPACE,
      labels: { app: NAME, "app.kubernetes.io/name": "hostile" },
      annotations: { note: MENTIONS, looks: CONTROLS, secret: SECRETS, key: PEM },
      managedFields: managedFields("kubectl-create", "v1", at),
    },
    spec: {
      nodeName: "worker1",
      containers: [{ name: NAME, image, env: [{ name: "PASSWORD", value: "hunter2" }], resources: {} }],
      restartPolicy: "Always",
      schedulerName: "default-scheduler",
    },
    status: {
      phase: "Running",
      message: MENTIONS,
      startTime: now,
      hostIP: "10.0.0.11",
      podIP: "10.244.1.250",
      conditions: [
        {
          type: "Ready",
          status: "False",
          reason: "ContainersNotReady",
          message: MENTIONS,
          lastTransitionTime: now,
        },
        { type: "PodScheduled", status: "True", lastTransitionTime: now },
      ],
      containerStatuses: [
        {
          name: NAME,
          image,
          imageID: "",
          ready: false,
          started: false,
          restartCount: 9,
          state: { waiting },
          lastState: { terminated },
        },
      ],
      qosClass: "BestEffort",
    },
  };
}
