// What the machine itself has written down of its kubelet and of its kernel, newest last.
import { defineReading, stdoutOf } from "./reading.ts";

const journal = ["sudo", "-n", "--", "journalctl", "--no-pager", "--quiet", "--output=cat", "--all"];

/** The kubelet's own words, and systemd's about it: that it was started, stopped, has failed. */
export const kubeletJournal = defineReading({
  argv: (count: number) => [...journal, `--lines=${count}`, "--unit=kubelet.service"],
  parse: (said) => stdoutOf(said),
});

/** Of this boot and the last hours: what the kernel said days ago explains nothing that is wrong now. */
export const kernelLog = defineReading({
  argv: (count: number) => [...journal, `--lines=${count}`, "--dmesg", "--since=-3hours"],
  parse: (said) => stdoutOf(said),
});
