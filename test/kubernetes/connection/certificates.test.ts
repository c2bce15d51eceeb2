import { expect, test } from "vitest";
import { readCertificates, tokenValidity } from "#src/kubernetes/connection/certificates.ts";
import type { Endpoint } from "#src/kubernetes/connection/endpoint.ts";
import { day, givenNode, now } from "../../given.ts";

const endpoint: Endpoint = {
  ...{ server: "https://10.0.0.10:6443", proxy: undefined, ca: undefined, cert: undefined, key: undefined },
  ...{ servername: undefined, rejectUnauthorized: true, headers: {} },
};
const { signal } = new AbortController();
const validity = { from: now, until: now + 365 * day };

/** Every place that is asked, and how many at once. */
function handshakes(silent: readonly string[] = []) {
  const asked: string[] = [];
  let open = 0;
  let most = 0;
  const shake = async ({ host, port }: { readonly host: string; readonly port: number }) => {
    asked.push(`${host}:${port}`);
    most = Math.max(most, ++open);
    await Promise.resolve();
    open--;
    return silent.includes(host) ? undefined : validity;
  };
  return { asked, shake, most: () => most };
}

const node = (name: string, address: string, roles: readonly string[] = []) =>
  givenNode({ name, roles, addresses: [{ type: "InternalIP", address }] });

test("the API server, each control plane and each kubelet are asked once", async () => {
  const { asked, shake } = handshakes(["10.0.0.21"]);
  const nodes = [
    node("cp1", "10.0.0.10", ["control-plane"]),
    node("cp2", "10.0.0.12", ["control-plane"]),
    node("w1", "10.0.0.21"),
  ];
  const ends = await readCertificates(endpoint, nodes, signal, shake);

  expect(asked).toEqual([
    "10.0.0.10:6443",
    "10.0.0.12:6443",
    "10.0.0.10:10250",
    "10.0.0.12:10250",
    "10.0.0.21:10250",
  ]);
  expect(ends.map(({ of, at, validity: read }) => [of, at, read !== undefined])).toEqual([
    ["API server", "https://10.0.0.10:6443", true],
    ["API server", "cp2 (10.0.0.12:6443)", true],
    ["kubelet", "cp1 (10.0.0.10:10250)", true],
    ["kubelet", "cp2 (10.0.0.12:10250)", true],
    ["kubelet", "w1 (10.0.0.21:10250)", false],
  ]);
});

test("of many nodes a few are asked at a time", async () => {
  const { shake, asked, most } = handshakes();
  const nodes = Array.from({ length: 100 }, (_each, at) => node(`w${at}`, `10.1.0.${at}`));
  await readCertificates(endpoint, nodes, signal, shake);
  expect([asked.length, most()]).toEqual([101, 4]);
});

test("behind a tunnel the nodes' addresses may be other machines, so nobody asks them", async () => {
  const { shake, asked } = handshakes();
  const server = "https://127.0.0.1:16443";
  const ends = await readCertificates({ ...endpoint, server }, [node("w1", "10.0.0.21")], signal, shake);
  expect(asked).toEqual(["127.0.0.1:16443"]);
  expect(ends.find(({ of }) => of === "kubelet")?.validity).toBeUndefined();
});

test("a token tells its own dates; one that lives a day, or says nothing, does not", () => {
  const bearer = (payload: object) =>
    `Bearer e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.c2ln`;
  const iat = now / 1_000;
  expect(tokenValidity(bearer({ iat, exp: iat + 365 * 86_400 }))).toEqual(validity);
  expect(tokenValidity(bearer({ iat, exp: iat + 86_400 }))).toBeUndefined();
  expect(tokenValidity(bearer({ iat }))).toBeUndefined();
  expect(tokenValidity("Bearer opaque")).toBeUndefined();
  expect(tokenValidity("Bearer a.!!!.b")).toBeUndefined();
});
