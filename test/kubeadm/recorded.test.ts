// The parsers on what a real cluster said: test/fixtures/kubeadm, recorded by test/lab/cluster/record.ts.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pinsOf } from "#src/kubeadm/join/ca-pins.ts";
import { readClusterInfo } from "#src/kubeadm/join/cluster-info.ts";
import { joinCommand } from "#src/kubeadm/join/join-command.ts";
import { joinFactsOf } from "#src/kubeadm/join/join-facts.ts";
import { readProxyConfig, withMode } from "#src/kubeadm/kube-proxy/config.ts";
import { failsToSync, readProxyLog } from "#src/kubeadm/kube-proxy/log.ts";
import { readPkcs10 } from "#src/kubeadm/serving/pkcs10.ts";
import { servingSigner } from "#src/kubeadm/serving/serving-request.ts";
import { givenMap } from "./join/given-join.ts";

const fixtures = join(import.meta.dirname, "../fixtures/kubeadm");
// What an upgrade from one version to another said has its own tests.
const versions = readdirSync(fixtures).filter((folder) => !folder.includes("-to-"));

describe.each(versions)("what kubeadm %s left", (version) => {
  const read = (file: string) => readFileSync(join(fixtures, version, file), "utf8");
  const json = (file: string) => JSON.parse(read(file)) as Recorded;

  test.each(["iptables", "nftables"])("kube-proxy in %s mode has begun, and loads its rules", (mode) => {
    const log = readProxyLog(read(`kube-proxy-log-${mode}.txt`));
    expect(log).toMatchObject({ mode, started: true });
    expect(failsToSync(log)).toBe(false);
  });

  test("kube-proxy that the kernel lets run in no ipvs mode has not begun, and says why", () => {
    const log = readProxyLog(read("kube-proxy-log-ipvs.txt"));
    expect(log.started).toBe(false);
    expect(log.complaint).toContain("can't use the IPVS proxier: ipvs not supported");
  });

  test("another mode changes one line of kube-proxy's configuration", () => {
    const { "config.conf": text = "" } = json("kube-proxy-configmap.json").data ?? {};
    const changed = withMode(text, "nftables") ?? "";
    expect(readProxyConfig(text)?.mode).toBe("iptables");
    expect(readProxyConfig(changed)?.mode).toBe("nftables");
    const [before, after] = [text.split("\n"), changed.split("\n")];
    expect(after.filter((line, at) => line !== before[at])).toEqual(["mode: nftables"]);
    expect(after).toHaveLength(before.length);
  });

  test("the join command is the one that kubeadm prints", () => {
    const printed = read("token-create-print-join-command.txt").trim();
    const [, token = ""] = /--token (\S+)/.exec(printed) ?? [];
    const info = readClusterInfo(json("cluster-info.json").data?.kubeconfig ?? "");
    expect(info).toBeDefined();
    const { endpoint = "", authority = "" } = info ?? {};
    expect(joinCommand({ endpoint, token, pins: pinsOf(authority) })).toBe(printed);
  });

  test("the cluster vouches for its cluster-info", () => {
    const map = (file: string) => givenMap(file, json(file).data ?? {});
    expect(joinFactsOf(map("cluster-info.json"), map("kube-root-ca.json"))).toMatchObject({ trusted: true });
  });

  test("a kubelet's request for a serving certificate is read whole", () => {
    const items = json("csr-kubelet-serving.json").items ?? [];
    const own = items.filter(({ spec }) => spec.username === "system:node:worker1");
    expect(own.length).toBeGreaterThan(0);
    for (const { spec } of own) {
      const request = readPkcs10(Buffer.from(spec.request, "base64").toString());
      expect(spec.signerName).toBe(servingSigner);
      expect(request?.names).toEqual({ dns: ["worker1"], ips: ["10.77.0.12"], others: [] });
      expect(request).toMatchObject({ signed: true, unknown: [] });
    }
  });
});

/** As far as the tests read what kubectl printed. */
type Recorded = {
  readonly data?: Readonly<Record<string, string>>;
  readonly items?: readonly {
    readonly spec: { readonly username: string; readonly signerName: string; readonly request: string };
  }[];
};
