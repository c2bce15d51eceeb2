// A machine shows another SSH key than the one that was approved for it: set up anew, another machine at its address, or somebody in
// between. Nothing is sent to it.
import { defineRule } from "../rule.ts";

export default defineRule({
  alert: "HostKeyChanged",
  severity: "warning",
  for: "0s",
  needs: ["hostKeys"],
  detect: (_sight, { hostKeys }) => hostKeys,
  subject: ({ host }) => ({ kind: "Host", name: host }),
  nodes: ({ host }) => [host],
  summary: ({ host, address, approved, shown, of }) => {
    const whose = of === undefined ? "" : `, the key of ${of}`;
    return `${host} (${address}) shows another SSH key than the one that was approved: ${shown}${whose}, instead of ${approved}. Nothing is sent there until the old one is forgotten and this one approved`;
  },
  remedies: ({ host }) => [`host forget ${host}`, `host show ${host}`],
});
