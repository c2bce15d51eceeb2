import { expect, test } from "vitest";
import { pathTo } from "#src/kubeadm/upgrade/path.ts";
import { hopMisfit, kubeletMisfit, leftBehind, workerMisfit } from "#src/kubeadm/upgrade/skew.ts";
import {
  compareVersions,
  parseVersion,
  sayVersion,
  tagOf,
  type Version,
} from "#src/kubeadm/upgrade/version.ts";

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (!parsed) throw new Error(`${text} is no version`);
  return parsed;
}

test.each([
  ["v1.37.2", "1.37.2"],
  ["1.37.2", "1.37.2"],
  ["1.37.2-1.1", "1.37.2"],
  ["v1.36.5+vendor1", "1.36.5"],
  ["v1.38.0-beta.0", "1.38.0-beta.0"],
])("%s is %s", (text, said) => expect(sayVersion(version(text))).toBe(said));

test.each(["1.37", "v2.1.0", "latest", "3.6.8-0", "v1.37.2; rm -rf /", ""])(
  "%s is no version of Kubernetes",
  (text) => {
    expect(parseVersion(text)).toBeUndefined();
  },
);

test("a release is newer than its candidates, and 1.10 than 1.9", () => {
  const texts = ["v1.10.0", "v1.9.9", "v1.10.0-rc.10", "v1.10.0-rc.9", "v1.10.0-beta.1"];
  const sorted = texts.map(version).toSorted(compareVersions);
  expect(sorted.map(tagOf)).toEqual(["v1.9.9", "v1.10.0-beta.1", "v1.10.0-rc.9", "v1.10.0-rc.10", "v1.10.0"]);
});

const offered = ["1.36.3", "1.36.6", "1.37.1", "1.37.2", "1.38.0-rc.0"].map(version);

test.each([
  ["1.36.3", "1.37.2", ["1.37.2"]],
  ["1.36.3", "1.36.6", ["1.36.6"]],
  ["1.35.9", "1.37.1", ["1.36.6", "1.37.1"]],
  ["1.37.2", "1.37.2", []],
])("from %s to %s it goes by %j", (from, to, stops) => {
  const path = pathTo(version(from), version(to), offered);
  expect("stops" in path && path.stops.map(sayVersion)).toEqual(stops);
});

test.each([
  ["1.37.2", "1.36.6", "1.36.6 is older than 1.37.2, and there is no way back."],
  ["1.33.1", "1.36.6", "It goes by 1.34, 1.35, of which no repository of the hosts has a version."],
])("from %s to %s there is no way: %s", (from, to, none) => {
  expect(pathTo(version(from), version(to), offered)).toEqual({ none });
});

test.each([
  ["1.37.2", "1.37.0", undefined],
  ["1.34.1", "1.37.0", undefined],
  ["1.33.9", "1.37.0", "would be 4 minors behind"],
  ["1.38.0", "1.37.9", "is newer than the API server"],
])("a kubelet %s beside an API server %s: %s", (kubelet, server, why) => {
  const said = kubeletMisfit(version(kubelet), version(server));
  expect(said).toEqual(why === undefined ? undefined : expect.stringContaining(why));
});

test("kubelets that would be left behind, hops that are too wide, workers that are too early", () => {
  const kubelets = [
    { node: "pi-1", version: version("1.33.2") },
    { node: "pi-2", version: version("1.34.0") },
  ];
  expect(leftBehind(kubelets, version("1.37.2")).map(({ node }) => node)).toEqual(["pi-1"]);
  expect(hopMisfit(version("1.35.9"), version("1.37.2"))).toContain("to 1.36 first");
  expect(hopMisfit(version("1.37.2"), version("1.37.1"))).toContain("no way back");
  expect(hopMisfit(version("1.36.3"), version("1.37.2"))).toBeUndefined();
  const early = workerMisfit(version("1.37.2"), [version("1.37.2"), version("1.36.3")]);
  expect(early).toContain("an API server is at 1.36.3");
  expect(workerMisfit(version("1.37.2"), [version("1.37.2")])).toBeUndefined();
});
