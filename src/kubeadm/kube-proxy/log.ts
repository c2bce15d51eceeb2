// What kube-proxy says at its start: the mode it runs in, and whether it got to work in it.
import { type Mode, modes } from "./kube-proxy.ts";

export type ProxyLog = {
  /** The mode it chose; undefined when the log does not say (it was rotated away, or nothing was logged yet). */
  readonly mode: Mode | undefined;
  /** It has set its proxier up and watches Services; before that it may still give up. */
  readonly started: boolean;
  /** Its last complaint, or "". */
  readonly complaint: string;
};

// Logged before the proxier is made (cmd/kube-proxy/app/server_linux.go), so by itself it proves nothing.
const chosen = /Using (\w+) Proxier/g;
// Logged by pkg/proxy/config/config.go, once the proxier is there.
const watching = /Starting (?:endpoint slice|service) config controller/;
// klog's E and F lines, and what a runtime or the program itself leaves when it cannot start.
const complaining =
  /^(?:[EF]\d{4} .*|(?:Error|Failed|exec|standard_init_linux).*|.*(?:exec format error|can't use the IPVS proxier).*)$/;
// Every start in ipvs mode says so as an error.
const harmless = /ipvs proxier (?:has been|is now) deprecated/;

export function readProxyLog(log: string): ProxyLog {
  const last = [...log.matchAll(chosen)].at(-1);
  const mode = modes.find((each) => each === last?.[1]);
  const complaint = log.split("\n").findLast((line) => complaining.test(line.trim()) && !harmless.test(line));
  return {
    mode,
    started: last !== undefined && watching.test(log.slice(last.index)),
    complaint: complaint?.trim() ?? "",
  };
}

/** A mode whose rules could not be loaded: kube-proxy goes on, and Services do not work. */
export function failsToSync({ complaint }: ProxyLog): boolean {
  return /nftables sync failed|Failed to execute iptables-restore/.test(complaint);
}
