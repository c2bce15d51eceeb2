// Which registries are asked for which images of a version, and what their answers mean.
import { expect, test } from "vitest";
import type { HostView } from "#src/hosts/host.ts";
import type { TokenChallenge } from "#src/hosts/readings/registry-token.ts";
import { imagesFor, readImages } from "#src/kubeadm/upgrade/read-images.ts";
import { cp1, settings, to, worker1 } from "./given.ts";

const signal = new AbortController().signal;
const proxy = "registry.k8s.io/kube-proxy:v1.37.2";
const scheduler = "registry.k8s.io/kube-scheduler:v1.37.2";

/** A machine that has kube-proxy's image of before; `statuses` are what each server says of each manifest. */
function given(
  statuses: Readonly<Record<string, readonly number[] | undefined>>,
  more: {
    readonly hosts?: readonly object[];
    readonly challenge?: Partial<TokenChallenge>;
    readonly token?: string;
    readonly status?: number;
    readonly isProxied?: boolean;
    readonly tags?: readonly string[];
  } = {},
) {
  const asked: string[] = [];
  const answers: Readonly<Record<string, (...urls: string[]) => unknown>> = {
    images: () => [{ tags: more.tags ?? ["registry.k8s.io/kube-proxy:v1.36.3"] }],
    runtimeProxy: () => more.isProxied === true,
    registryHosts: () => more.hosts ?? [],
    tokenChallenge: (at) => more.challenge && { at, ...more.challenge },
    anonymousToken: (from) => {
      asked.push(from ?? "");
      return more.token;
    },
    manifestStatusWith: (_token, url) => {
      asked.push(url ?? "");
      return more.status;
    },
    manifestStatus: (...urls) => {
      asked.push(...urls);
      return statuses[new URL(urls[0] ?? "").origin];
    },
  };
  const view: HostView = {
    name: "cp1",
    address: "",
    read: async (name, _signal, ...input) => answers[name]?.(...(input as string[])) as never,
  };
  return { view, asked };
}

test("a control plane wants what kubeadm tags with the version, a worker kube-proxy alone", () => {
  const facts = { to, settings: { ...settings, imageRepository: "mirror.lan:5000/k8s" }, proxyMode: "" };
  expect(imagesFor(worker1, facts)).toEqual(["mirror.lan:5000/k8s/kube-proxy:v1.37.2"]);
  expect(imagesFor(cp1, facts)).toHaveLength(4);
  expect(imagesFor(worker1, { ...facts, proxyMode: undefined })).toEqual([]);
});

test("the registry itself is asked for what is not there", async () => {
  const { view, asked } = given({ "https://registry.k8s.io": [200] }, { tags: [scheduler] });
  expect(await readImages(view, [proxy, scheduler], signal)).toEqual([
    { image: scheduler, found: "there" },
    { image: proxy, found: "offered" },
  ]);
  expect(asked).toEqual(["https://registry.k8s.io/v2/kube-proxy/manifests/v1.37.2"]);
});

test("nobody is asked where everything is there, or the runtime goes through a proxy", async () => {
  const there = given({}, { tags: [proxy] });
  expect(await readImages(there.view, [proxy], signal)).toEqual([{ image: proxy, found: "there" }]);
  const proxied = given({}, { isProxied: true });
  expect(await readImages(proxied.view, [proxy], signal)).toEqual([{ image: proxy, found: "proxied" }]);
  expect([...there.asked, ...proxied.asked]).toEqual([]);
});

test.each([
  [[404], "missing"],
  [[401], "locked"],
  [[403], "locked"],
  [[500], "silent"],
  [[0], "silent"],
  [[], "silent"],
] as const)("%j of the only registry is %s", async (statuses, found) => {
  const { view } = given({ "https://registry.k8s.io": statuses });
  expect(await readImages(view, [proxy], signal)).toEqual([{ image: proxy, found }]);
});

const hub = {
  realm: "https://auth.hub/token",
  service: "registry.hub",
  scope: "repository:kube-proxy:pull repository:base:pull",
};

test("a registry that wants a token is asked again with the one that anybody is given", async () => {
  const { view, asked } = given(
    { "https://registry.k8s.io": [401] },
    { challenge: hub, token: "t", status: 200 },
  );
  expect(await readImages(view, [proxy], signal)).toEqual([{ image: proxy, found: "offered" }]);
  expect(asked.slice(1)).toEqual([
    "https://auth.hub/token?service=registry.hub&scope=repository%3Akube-proxy%3Apull&scope=repository%3Abase%3Apull",
    "https://registry.k8s.io/v2/kube-proxy/manifests/v1.37.2",
  ]);
});

test.each([
  ["nobody is given one", { challenge: hub, status: 200 }, "locked"],
  ["it helps nothing", { challenge: hub, token: "t", status: 401 }, "locked"],
  ["the image is not there", { challenge: hub, token: "t", status: 404 }, "missing"],
  [
    "it would be asked for in the clear",
    { challenge: { realm: "http://hub/" }, token: "t", status: 200 },
    "locked",
  ],
] as const)("where %s it is said so", async (_what, more, found) => {
  const { view } = given({ "https://registry.k8s.io": [401] }, more);
  expect(await readImages(view, [proxy], signal)).toEqual([{ image: proxy, found }]);
});

test("mirrors are asked first, and the server that stands beside them after them", async () => {
  const hosts = [
    { registry: "registry.k8s.io", url: "https://other.lan", isMirror: false },
    { registry: "registry.k8s.io", url: "http://10.77.0.1:5000", isMirror: true },
    { registry: "registry.k8s.io", url: "https://harbor.lan/v2/k8s", isMirror: true },
    { registry: "_default", url: "http://nobody.lan", isMirror: true },
  ];
  const { view, asked } = given(
    { "http://10.77.0.1:5000": [404], "https://harbor.lan": [404], "https://other.lan": [0] },
    { hosts },
  );
  expect(await readImages(view, [proxy], signal)).toEqual([{ image: proxy, found: "silent" }]);
  expect(asked).toEqual([
    "http://10.77.0.1:5000/v2/kube-proxy/manifests/v1.37.2",
    "https://harbor.lan/v2/k8s/kube-proxy/manifests/v1.37.2",
    "https://other.lan/v2/kube-proxy/manifests/v1.37.2",
  ]);
});

test("a mirror that has it is enough", async () => {
  const hosts = [{ registry: "_default", url: "http://10.77.0.1:5000", isMirror: true }];
  const { view, asked } = given({ "http://10.77.0.1:5000": [200] }, { hosts });
  expect(await readImages(view, [proxy], signal)).toEqual([{ image: proxy, found: "offered" }]);
  expect(asked).toHaveLength(1);
});

test("without curl nobody knows", async () => {
  expect(await readImages(given({}).view, [proxy], signal)).toBeUndefined();
});
