// What a program's words mean stands before what is shown of them.
import { expect, test } from "vitest";
import { explainText } from "#src/diagnosis/explain-text.ts";

const words =
  "join-node ended with code 1 on pi-4:\nTo see the stack trace of this error execute with --v=5 or higher";

test("a cause that is recognised in all of it is told before the last lines", () => {
  const output = `[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists\n${words}`;
  const said = explainText("kubeadm", { output, words });
  expect(said).toMatch(/^Host is \(or was\) already a cluster member\. .*[Rr]eset first/);
  expect(said.endsWith(words)).toBe(true);
});

test("what only another program writes explains nothing", () => {
  const output =
    "[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists";
  expect(explainText("etcd", { output, words })).toBe(words);
  expect(explainText("kubeadm", { output: "nothing known", words })).toBe(words);
});
