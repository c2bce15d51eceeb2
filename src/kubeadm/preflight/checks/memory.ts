// How much memory a worker needs: kubelet, runtime, kube-proxy and the network's agent take some 400 MB before any pod.
import { bytes } from "#src/base/text.ts";
import { type Check, findings } from "../finding.ts";

const { passed, warning, blocking } = findings("memory");
const mebibyte = 1024 ** 2;

export const memory: Check = ({ host: { memory: found } }) => {
  const total = bytes(found.totalBytes);
  if (found.totalBytes < 450 * mebibyte)
    return [
      blocking(`${total} is too little for a kubelet with its runtime`, "Use a board with 1 GiB or more."),
    ];
  if (found.totalBytes < 900 * mebibyte) return [warning(`${total} leaves room for few pods`)];
  return [passed(total)];
};
