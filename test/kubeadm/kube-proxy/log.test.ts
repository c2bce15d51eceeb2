import { expect, test } from "vitest";
import { failsToSync, readProxyLog } from "#src/kubeadm/kube-proxy/log.ts";

const chosen = 'I1122 06:12:01.338210       1 server_linux.go:231] "Using nftables Proxier"\n';
const watching = 'I1122 06:12:01.570031       1 config.go:200] "Starting service config controller"\n';

test("the mode alone proves nothing: it is logged before the proxier is made", () => {
  expect(readProxyLog(chosen)).toEqual({ mode: "nftables", started: false, complaint: "" });
  expect(readProxyLog(chosen + watching)).toMatchObject({ mode: "nftables", started: true });
});

test("of two starts in one log, the last counts", () => {
  const log = chosen + watching + chosen.replace("nftables", "ipvs");
  expect(readProxyLog(log)).toMatchObject({ mode: "ipvs", started: false });
});

test.each([
  ["", ""],
  ["exec /usr/local/bin/kube-proxy: exec format error\n", "exec format error"],
  [
    `${chosen}E1122 06:12:01 1 run.go:72] "command failed" err="can't use the IPVS proxier: modules"\n`,
    "can't use",
  ],
  [`${chosen}F1122 06:12:01 1 x.go:1] requires kernel 5.13 or later\n`, "5.13"],
  ['E1122 06:12:01 1 server_linux.go:193] "The ipvs proxier has been deprecated and will be"\n', ""],
])("the complaint in %j is %j", (log, complaint) => {
  const read = readProxyLog(log);
  expect(complaint === "" ? read.complaint === "" : read.complaint.includes(complaint)).toBe(true);
});

test("rules that cannot be loaded are no success, though it goes on", () => {
  const log = `${chosen}${watching}E1122 06:12:03 1 proxier.go:1874] "nftables sync failed" err="exit status 1"\n`;
  expect(readProxyLog(log).started).toBe(true);
  expect(failsToSync(readProxyLog(log))).toBe(true);
});
