import { expect, test } from "vitest";
import { fingerprint, readTrial, trialMark } from "#src/kubeadm/kube-proxy/trial.ts";

test("a mark is read back as it was written, whatever the reason holds", () => {
  const trial = {
    operation: "op-7k3m9x",
    node: "pi-1",
    pod: "10e4dccf",
    at: 1_795_384_912_060,
    undo: 'crashes: err="a=b&c" 100% – ü',
  };
  expect(readTrial(trialMark(trial))).toEqual(trial);
  const { undo: _undo, ...open } = trial;
  expect(readTrial(trialMark(open))).toEqual(open);
});

test.each(["", "{}", "operation=op-1", "operation=op-1&node=n&pod=p&at=soon", "%E0%A4%A"])(
  "%j is no mark of ours",
  (text) => {
    expect(readTrial({ "wheelhouse/kube-proxy-trial": text })).toBeUndefined();
  },
);

test("one byte more is another text", () => {
  expect(fingerprint("mode: iptables\n")).not.toBe(fingerprint("mode: iptables"));
});
