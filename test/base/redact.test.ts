import { describe, expect, test } from "vitest";
import { createRedactor } from "#src/base/redact.ts";
import { cpuTime } from "../cpu-time.ts";

const redact = createRedactor([]);

// Sentinels are put together here so that no scanner of this repository takes them for real ones.
const plain = "hunter2-S3ntinel";
const base64 = Buffer.from("sentinel-secret-value").toString("base64");
const keyLines = Array.from({ length: 3 }, (_, line) => `MIIEvS3ntinel${"Ab0/+".repeat(10)}${line}`);
const pem = (kind: string) => [`-----BEGIN ${kind}-----`, ...keyLines, `-----END ${kind}-----`].join("\n");
const jwt = ["eyJhbGciOiJSUzI1NiJ9", "eyJzdWIiOiJzZW50aW5lbCJ9", "c2VudGluZWwtc2lnbmF0dXJl"].join(".");
const bootstrapToken = ["abcdef", "0123456789abcdef"].join(".");
const ownToken = `wh_${"q9_-Z".repeat(9).slice(0, 43)}`;
const hex64 = "5e0f1a2b".repeat(8);

type Row = readonly [what: string, text: string, secrets: readonly string[], stays?: string];

const hidden: readonly Row[] = [
  ["a private key", `before\n${pem("RSA PRIVATE KEY")}\nafter`, keyLines, "after"],
  ["a key of no algorithm", pem("PRIVATE KEY"), keyLines],
  ["a private key in one line of JSON", pem("EC PRIVATE KEY").replaceAll("\n", "\\n"), keyLines],
  ["a private key whose end was cut off", pem("PRIVATE KEY").slice(0, 120), keyLines.slice(0, 1)],
  [
    "a private key whose beginning was cut off",
    `starting up\n${pem("PRIVATE KEY").slice(40)}\nafter`,
    keyLines.slice(1),
    "starting up",
  ],
  ["a private key in base64", `tls.key: ${btoa(pem("PRIVATE KEY"))}`, [btoa(keyLines[1] ?? "").slice(4, 40)]],
  ["a client key of a kubeconfig", `    client-key-data: ${base64}`, [base64], "client-key-data"],
  ["a token of a kubeconfig", `    token: ${"q9".repeat(12)}`, ["q9".repeat(12)], "token"],
  ["a password of a kubeconfig", `    username: ann\n    password: ${plain}`, [plain], "ann"],
  ["a refresh token", `refresh-token: ${plain}`, [plain]],
  ["a JWT", `token is ${jwt}, sent`, [jwt], "sent"],
  ["a token for our own doors", `Bearer is ${ownToken}, paste it`, [ownToken], "paste it"],
  ["a Slack token", `using ${["xoxb", "1234567890", plain].join("-")}`, [plain]],
  [
    "a Slack webhook",
    `POST https://hooks.slack.com/services/${"T0/B0"}/${plain}`,
    [plain],
    "hooks.slack.com",
  ],
  ["a GitHub token", `${"ghp"}_${"a1B2".repeat(9)}`, ["a1B2".repeat(9)]],
  ["an AWS key id", `${"AKIA"}ABCDEFGHIJKLMNOP`, ["ABCDEFGHIJKLMNOP"]],
  [
    "kubeadm join",
    `kubeadm join 10.0.0.10:6443 --token ${bootstrapToken} --discovery-token-ca-cert-hash sha256:${hex64}`,
    [bootstrapToken],
    `sha256:${hex64}`,
  ],
  ["a certificate key", `--certificate-key ${hex64} --control-plane`, [hex64], "--control-plane"],
  ["a certificate key on its own line", `[upload-certs] Using certificate key:\n${hex64}`, [hex64]],
  ["a bearer token", `curl -H "Authorization: Bearer ${plain}"`, [plain], "Authorization: Bearer"],
  ["basic authentication", `authorization: Basic ${base64}`, [base64]],
  ["a bearer token by itself", `sent Bearer ${"aB3.".repeat(8)}`, ["aB3.".repeat(8)]],
  ["a cookie", `Set-Cookie: session=${plain}; Path=/`, [plain]],
  ["a URL with a password", `postgres://app:${plain}@db:5432/shop`, [plain], "@db:5432/shop"],
  ["a URL with a password and no user", `redis://:${plain}@cache:6379`, [plain], "@cache:6379"],
  ["a URL whose password holds an at sign", `amqp://app:p@${plain}@mq/`, [plain], "@mq/"],
  ["an environment dump", `HOME=/root\nDB_PASSWORD=${plain}\nPATH=/bin`, [plain], "PATH=/bin"],
  ["a variable in camel case", `dbPassword: ${plain}`, [plain]],
  ["a MySQL variable", `MYSQL_PWD=${plain}`, [plain]],
  ["a secret access key", `AWS_SECRET_ACCESS_KEY=${plain}`, [plain]],
  ["a framework's key", `SECRET_KEY_BASE=${plain}`, [plain]],
  ["a token in the environment", `CF_API_TOKEN=${plain}`, [plain]],
  [
    "JSON",
    `{"user":"ann","password": "${plain} with spaces","port":5432}`,
    [plain, "with spaces"],
    '"port":5432',
  ],
  ["JSON with an escaped quote", `{"password":"a\\"${plain}","port":1}`, [plain], '"port":1'],
  ["JSON that was cut off", `{"user":"ann","password":"${plain}`, [plain], '"user":"ann"'],
  ["single quotes", `password: '${plain} and more'`, [plain, "and more"]],
  ["a YAML block", `password: |\n  ${plain}\n  second-${plain}\nport: 5432`, [plain], "port: 5432"],
  ["a flag", `mysqld --root-password=${plain} --port 3306`, [plain], "--port 3306"],
  ["a flag and its value", `restic --password ${plain} backup`, [plain], "backup"],
  ["a query", `GET /v1?api_key=${plain}&page=2`, [plain], "page=2"],
  ["WireGuard", `PrivateKey = ${base64}\nPresharedKey=${base64}\nListenPort = 51820`, [base64], "51820"],
  ["a container's variable in YAML", `- name: DB_PASSWORD\n  value: ${plain}`, [plain], "DB_PASSWORD"],
  ["a container's variable in JSON", `{"name":"API_TOKEN", "value":"${plain}"}`, [plain]],
  ["a Secret in YAML", `apiVersion: v1\ndata:\n  admin: ${base64}\nkind: Secret`, [base64], "kind: Secret"],
  [
    "a Secret in a list",
    `  - data:\n      .dockerconfigjson: ${base64}\n    kind: Secret`,
    [],
    "kind: Secret",
  ],
  ["a Secret in JSON", `{"kind":"Secret","data":{"admin":"${base64}"},"type":"Opaque"}`, [base64], "Opaque"],
];

describe("a secret is taken out, and what stands around it stays", () => {
  test.each(hidden.map((row) => [row[0], row] as const))("%s", (_what, [, text, secrets, stays = ""]) => {
    const result = redact(text);

    expect(secrets.filter((secret) => result.includes(secret))).toEqual([]);
    expect(result).toContain(stays);
  });
});

const readable = [
  `registry.k8s.io/pause@sha256:${hex64}`,
  "kube-system/coredns-76f75df574-8xk2p",
  "uid 3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  "at commit cb7b5f6d1e2a3b4c5d6e7f8091a2b3c4d5e6f708",
  "secretName: foo",
  "      secret:\n        secretName: web-tls\n        defaultMode: 420",
  "token expired",
  "invalid bearer token: token has expired",
  "Error: couldn't get token: Unauthorized",
  'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found',
  'failed to get secret: secrets "web-tls" not found',
  "DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false",
  "passwordSecretRef: db",
  "automountServiceAccountToken: false",
  "password: null",
  "http://10.0.0.11:30080/health",
  "https://user@example.org/path",
  "git@github.com:owner/name.git",
  "PWD=/srv/app",
  "--discovery-token-ca-cert-hash sha256:abc",
  "--token-ttl 24h",
  "data:\n  Corefile: |\n    .:53 {\n        errors\n    }",
  "kubelet v1.37.1, containerd://2.2.0",
  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
  "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
  "2026-11-22T12:00:00.123456789Z stdout F GET /healthz 200",
];

test.each(readable)("stays readable: %s", (text) => {
  expect(redact(text)).toBe(text);
});

describe("Wheelhouse's own secrets", () => {
  const own = createRedactor(["own/secret+value", "short"]);

  test.each([
    ["as they are", "own/secret+value"],
    ["in a URL", encodeURIComponent("own/secret+value")],
    ["in base64", btoa("own/secret+value")],
  ])("are taken out %s", (_how, text) => {
    expect(own(`<${text}>`)).toBe("<[redacted]>");
  });

  test("are left alone when they are too short to tell from words", () => {
    expect(own("a short word")).toBe("a short word");
  });
});

test("what was redacted once stays as it is", () => {
  const once = hidden.map(([, text]) => redact(text));
  expect(once.map(redact)).toEqual(once);
});

// Each of these made a pattern look at every place again from every place.
const hostile = [
  "a-",
  "a.",
  "eyJ-",
  "password",
  "password ",
  "password=",
  "DB_",
  "--",
  "--a-",
  "a://",
  "a://b:",
  '"data":{',
  "data:\n a: b\n",
  "name: a",
  "token=a",
  "-----BEGIN ",
  "-----BEGIN PRIVATE KEY-----",
  "-----END PRIVATE KEY-----",
  "QUJD",
  "QUJD\n",
  " ",
  "\n",
  "Cookie: ",
  "Authorization: Bearer ",
  'password="\\',
  "password: |\n a",
  "xoxb-",
  "0",
];

test.each(hostile)("a line of %j over and over takes linear time", (piece) => {
  const text = (length: number) => piece.repeat(Math.ceil(length / piece.length));
  // The longest of them takes 0.15 s on a small machine; what is not linear takes minutes.
  expect(cpuTime(() => redact(text(1 << 20)))).toBeLessThan(2_000);
});
