// The API servers' audit log: every request that the bot's user made, each change with its body, in their own words.
import { z } from "zod";
import { onHost, writeHostFile } from "./on-host.ts";

/** The user that `grantBotAccess` makes a token for. */
export const botUser = "system:serviceaccount:wheelhouse:wheelhouse";

const policyFile = "/etc/kubernetes/audit/policy.yaml";
const folder = "/var/log/kubernetes";
const logFile = `${folder}/audit.log`;

/** For kubeadm's ClusterConfiguration: what the API server of every control plane is started with. */
export const apiServerWithAudit = {
  extraArgs: [
    { name: "audit-policy-file", value: policyFile },
    { name: "audit-log-path", value: logFile },
    // As soon as it was answered, so that a test needs not wait for it.
    { name: "audit-log-mode", value: "blocking-strict" },
  ],
  extraVolumes: [
    { name: "audit-policy", hostPath: policyFile, mountPath: policyFile, readOnly: true, pathType: "File" },
    { name: "audit-log", hostPath: folder, mountPath: folder, pathType: "DirectoryOrCreate" },
  ],
};

/** Before kubeadm starts an API server there. Secrets' bodies are in it too: a lab's token opens nothing else. */
export async function writeAuditPolicy(controlPlane: string): Promise<void> {
  await writeHostFile(controlPlane, policyFile, JSON.stringify(policy));
}

const policy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    {
      level: "Request",
      users: [botUser],
      verbs: ["create", "update", "patch", "delete", "deletecollection"],
    },
    { level: "Metadata", users: [botUser] },
    { level: "None" },
  ],
};

export type AuditEvent = z.infer<typeof AuditEvent>;

/** What the bot sent since then, oldest first, but what only reads: `get`, `list` and `watch` of objects and their logs. */
export async function changesByBot(controlPlane: string, since: Date): Promise<readonly AuditEvent[]> {
  // Reads are most of it by far. What is no line of the bot's is refused by the schema, not passed over.
  const reads = `'"verb":"\\(list\\|watch\\)"'`;
  const lines = await onHost(controlPlane, "reading the audit log", `grep -v ${reads} ${logFile} || true`);
  return lines
    .split("\n")
    .filter(Boolean)
    .map((line) => AuditEvent.parse(JSON.parse(line)))
    .filter(({ requestReceivedTimestamp }) => new Date(requestReceivedTimestamp) >= since)
    .filter(({ verb, objectRef }) => verb !== "get" || reaches.includes(objectRef?.subresource ?? ""));
}

/** Gets that do more than read. */
const reaches = ["exec", "attach", "portforward", "proxy"];

const AuditEvent = z.object({
  kind: z.literal("Event"),
  user: z.object({ username: z.literal(botUser) }),
  verb: z.string(),
  requestURI: z.string(),
  requestReceivedTimestamp: z.iso.datetime({ precision: 6 }),
  objectRef: z
    .object({
      apiGroup: z.string().default(""),
      resource: z.string().default(""),
      subresource: z.string().default(""),
      namespace: z.string().default(""),
      name: z.string().default(""),
    })
    .optional(),
  /** As the API server read it: with the type that the path means, and empty fields that nobody sent. */
  requestObject: z.json().optional(),
  responseStatus: z.object({ code: z.number() }).optional(),
});
