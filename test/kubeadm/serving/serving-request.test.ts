import { expect, test } from "vitest";
import { isSameAddress, type Surroundings } from "#src/kubeadm/serving/serving-names.ts";
import { namesIn, problemsOf, requestDigest } from "#src/kubeadm/serving/serving-request.ts";
import type { CertificateRequest } from "#src/kubernetes/facts.ts";
import { day, now } from "../../given.ts";
import {
  Extension,
  ed25519,
  givenPkcs10,
  givenRequest,
  nodes,
  ownNames,
  p384,
  rsa,
  type Wanted,
} from "./given-request.ts";

const around: Surroundings = {
  nodes,
  apiServers: ["10.0.0.10", "api.example.org", "10.96.0.1"],
  nodeNetworks: [],
};

test.each<[string, Partial<CertificateRequest>, Wanted]>([
  ["as kubelets make it", {}, {}],
  ["with both addresses", {}, { names: [...ownNames, { type: "ip", value: "fd00:0:0:0:0:0:0:23" }] }],
  ["with a name alone", {}, { names: [{ type: "dns", value: "pi-1" }] }],
  [
    "with an RSA key",
    { usages: ["digital signature", "key encipherment", "server auth"] },
    { algorithm: rsa(2048) },
  ],
  ["with a P-384 key", {}, { algorithm: p384 }],
  ["with an Ed25519 key", {}, { algorithm: ed25519 }],
  ["for a year", { expirationSeconds: 365 * 24 * 3_600 }, {}],
  ["with its subject in the other order", {}, { subject: "CN=system:node:pi-1, O=system:nodes" }],
])("a request %s may be approved", async (_what, more, wanted) => {
  expect(problemsOf(await givenRequest(more, wanted), around, now)).toEqual([]);
});

const other = { username: "system:node:worker1" };
const client = { signer: "kubernetes.io/kube-apiserver-client-kubelet" };

test.each<[string, Partial<CertificateRequest>, Wanted, string]>([
  ["of another signer", client, {}, "its signer is kubernetes.io/kube-apiserver-client-kubelet"],
  ["of a person", { username: "kubernetes-admin" }, {}, "kubernetes-admin asks for it, who is no node"],
  ["of nobody", { username: "" }, {}, "nobody asks for it"],
  ["of a machine that is no node", { username: "system:node:pi-9" }, {}, "there is no node pi-9"],
  ["outside the group of nodes", { groups: ["system:authenticated"] }, {}, "not in the group system:nodes"],
  ["of who has not logged in", { groups: ["system:nodes"] }, {}, "not in the group system:authenticated"],
  [
    "for a client",
    { usages: ["digital signature", "client auth"] },
    {},
    "usages are digital signature, client auth",
  ],
  [
    "for one usage more",
    { usages: ["digital signature", "server auth", "client auth"] },
    {},
    "its usages are",
  ],
  ["for one usage less", { usages: ["server auth"] }, {}, "its usages are server auth"],
  [
    "for ECDSA that enciphers keys",
    { usages: ["digital signature", "key encipherment", "server auth"] },
    {},
    "usages",
  ],
  ["for a day more than a year", { expirationSeconds: 366 * 24 * 3_600 }, {}, "more than a year"],
  ["of yesterday", { createdAt: now - day }, {}, "more than a day old"],
  ["of another node's name", other, {}, "its common name is system:node:pi-1, not system:node:worker1"],
  [
    "for another organization",
    {},
    { subject: "O=system:masters, CN=system:node:pi-1" },
    "organization is system:masters",
  ],
  [
    "for two organizations",
    {},
    { subject: "O=system:nodes, O=system:masters, CN=system:node:pi-1" },
    "organization is system:nodes, system:masters",
  ],
  ["without an organization", {}, { subject: "CN=system:node:pi-1" }, "its organization is missing"],
  [
    "with two names",
    {},
    { subject: "O=system:nodes, CN=system:node:pi-1, CN=admin" },
    "system:node:pi-1, admin",
  ],
  ["with more in its subject", {}, { subject: "O=system:nodes, CN=system:node:pi-1, OU=x" }, "holds more"],
  ["without any name", {}, { names: [] }, "neither a host nor an address"],
  [
    "for a Service",
    {},
    { names: [{ type: "dns", value: "kubernetes.default.svc" }] },
    "not an address of one machine",
  ],
  [
    "for another name",
    {},
    { names: [{ type: "dns", value: "pi-2" }] },
    "pi-2 is neither a name nor an address of pi-1",
  ],
  [
    "for all names",
    {},
    { names: [{ type: "dns", value: "*" }] },
    "* is neither a name nor an address of pi-1",
  ],
  ["for another node", {}, { names: [{ type: "dns", value: "cp1" }] }, "cp1 belongs to the node cp1"],
  [
    "for another node's address",
    {},
    { names: [{ type: "ip", value: "10.0.0.21" }] },
    "belongs to the node worker1",
  ],
  ["for the API server", {}, { names: [{ type: "ip", value: "10.0.0.10" }] }, "where the API server answers"],
  [
    "for an address that its node does not have",
    {},
    { names: [...ownNames, { type: "ip", value: "10.0.0.99" }] },
    "10.0.0.99 is neither a name nor an address of pi-1",
  ],
  [
    "for another node's address, written as IPv6",
    {},
    // DER, as the library writes such an address as another one.
    {
      names: [],
      extensions: [
        new Extension(
          "2.5.29.17",
          false,
          Uint8Array.of(0x30, 0x12, 0x87, 0x10, ...Array(10).fill(0), 0xff, 0xff, 10, 0, 0, 21),
        ),
      ],
    },
    "10.0.0.21 belongs to the node worker1",
  ],
  [
    "for the API server's Service",
    {},
    { names: [{ type: "ip", value: "10.96.0.1" }] },
    "10.96.0.1 is where the API server answers",
  ],
  [
    "for the API server's name in capitals",
    {},
    { names: [{ type: "dns", value: "API.example.org" }] },
    "API.example.org is where the API server answers",
  ],
  ["for itself alone", {}, { names: [{ type: "ip", value: "127.0.0.1" }] }, "not an address of one machine"],
  ["for an address as a name", {}, { names: [{ type: "dns", value: "10.0.0.99" }] }, "10.0.0.99 is neither"],
  ["for an email", {}, { names: [...ownNames, { type: "email", value: "a@b.c" }] }, "it wants email a@b.c"],
  [
    "for a URI",
    {},
    { names: [...ownNames, { type: "url", value: "spiffe://x" }] },
    "it wants URI spiffe://x",
  ],
  [
    "to be an authority",
    {},
    { extensions: [new Extension("2.5.29.19", true, new Uint8Array([0x30, 0x03, 1, 1, 0xff]))] },
    "extension or attribute 2.5.29.19",
  ],
  [
    "with a weak key",
    { usages: ["digital signature", "server auth"] },
    { algorithm: rsa(1024) },
    "its key is rsa 1024",
  ],
  [
    "that is no PKCS#10",
    { request: "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----" },
    {},
    "cannot be read",
  ],
  ["that is empty", { request: "" }, {}, "cannot be read"],
])("a request %s may not", async (_what, more, wanted, problem) => {
  expect(problemsOf(await givenRequest(more, wanted), around, now).join("; ")).toContain(problem);
});

test("everything that is wrong is told at once", async () => {
  const request = await givenRequest(
    { username: "system:node:worker1", groups: [], expirationSeconds: 1e9 },
    { names: [{ type: "ip", value: "10.0.0.10" }] },
  );
  expect(problemsOf(request, around, now)).toEqual([
    "its applicant is not in the group system:nodes",
    "its applicant is not in the group system:authenticated",
    "it wants a certificate for more than a year",
    "its common name is system:node:pi-1, not system:node:worker1",
    "10.0.0.10 belongs to the node cp1",
    "10.0.0.10 is where the API server answers",
  ]);
});

test("an address that two nodes claim is nobody's", async () => {
  const twin = nodes.map((node) =>
    node.name === "worker1"
      ? { ...node, addresses: [...node.addresses, { type: "ExternalIP", address: "10.0.0.23" }] }
      : node,
  );
  expect(problemsOf(await givenRequest(), { ...around, nodes: twin }, now)).toEqual([
    "10.0.0.23 belongs to the node worker1",
  ]);
});

const named: Surroundings = {
  ...around,
  nodes: nodes.map((node) =>
    node.name === "pi-1"
      ? {
          ...node,
          addresses: [
            ...node.addresses,
            { type: "InternalDNS", address: "pi-1.home.lan" },
            { type: "ExternalDNS", address: "pi-1.example.org" },
            { type: "ExternalDNS", address: "*.example.org" },
            { type: "ExternalDNS", address: "Kubernetes.default" },
            { type: "ExternalIP", address: "203.0.113.23" },
            { type: "ExternalIP", address: "::ffff:203.0.113.24" },
          ],
        }
      : node,
  ),
};

test("names that the Node reports, inside and outside, may be served under", async () => {
  const names = ["pi-1", "pi-1.home.lan", "pi-1.example.org", "PI-1.example.org"];
  const request = await givenRequest({}, { names: names.map((value) => ({ type: "dns" as const, value })) });
  expect(problemsOf(request, named, now)).toEqual([]);
});

test.each(["*.example.org", "Kubernetes.default"])(
  "%s is no name of one machine, though the Node reports it",
  async (value) => {
    const request = await givenRequest({}, { names: [{ type: "dns", value }] });
    expect(problemsOf(request, named, now)).toEqual([`${value} is not an address of one machine`]);
  },
);

test.each<[string, readonly string[], readonly string[]]>([
  ["10.0.0.23", ["10.0.0.0/24"], []],
  ["fd00::23", ["10.0.0.0/24", "fd00::/64"], []],
  ["10.0.0.23", ["10.0.0.23/32"], []],
  ["203.0.113.23", ["0.0.0.0/0"], []],
  ["203.0.113.23", ["10.0.0.0/24"], ["203.0.113.23 is in none of the networks of nodes (10.0.0.0/24)"]],
  ["203.0.113.24", ["10.0.0.0/24"], ["203.0.113.24 is in none of the networks of nodes (10.0.0.0/24)"]],
  [
    "fd00::23",
    ["10.0.0.0/24", "fd00:1::/64"],
    ["fd00::23 is in none of the networks of nodes (10.0.0.0/24, fd00:1::/64)"],
  ],
  ["10.0.0.23", ["fd00::/64"], ["10.0.0.23 is in none of the networks of nodes (fd00::/64)"]],
])("where nodes are in networks, %s is held against %j", async (value, nodeNetworks, problems) => {
  const request = await givenRequest({}, { names: [{ type: "ip", value }] });
  expect(problemsOf(request, { ...named, nodeNetworks }, now)).toEqual(problems);
});

test("a name needs no network", async () => {
  const request = await givenRequest({}, { names: [{ type: "dns", value: "pi-1" }] });
  expect(problemsOf(request, { ...around, nodeNetworks: ["192.0.2.0/24"] }, now)).toEqual([]);
});

test("a control plane may serve where the API server answers", async () => {
  const request = await givenRequest(
    { username: "system:node:cp1" },
    { subject: "O=system:nodes, CN=system:node:cp1", names: [{ type: "ip", value: "10.0.0.10" }] },
  );
  expect(problemsOf(request, around, now)).toEqual([]);
});

test("one bit that was changed after the signing is found, wherever it is", async () => {
  const pem = await givenPkcs10();
  const der = Buffer.from(pem.replace(/-----.*-----|\s/g, ""), "base64");
  for (let at = 0; at < der.length; at += 7) {
    const changed = Buffer.from(der);
    changed.writeUInt8(der.readUInt8(at) ^ 1, at);
    const request = `-----BEGIN CERTIFICATE REQUEST-----\n${changed.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
    expect(problemsOf(await givenRequest({ request }), around, now), `byte ${at}`).not.toEqual([]);
  }
});

test("the digest is of what is asked for and by whom", async () => {
  const request = await givenRequest();
  expect(requestDigest({ ...request, conditions: [], resourceVersion: "2" })).toBe(requestDigest(request));
  expect(requestDigest({ ...request, username: "x" })).not.toBe(requestDigest(request));
  expect(requestDigest({ ...request, request: await givenPkcs10() })).not.toBe(requestDigest(request));
});

test("names are given as people write them", async () => {
  const names = [...ownNames, { type: "ip" as const, value: "fd00::23" }];
  expect(namesIn(await givenRequest({}, { names }))).toEqual(["pi-1", "10.0.0.23", "fd00::23"]);
  expect(isSameAddress("FD00:0::23", "fd00::23")).toBe(true);
  expect(isSameAddress("pi-1", "pi-1")).toBe(false);
});
