import { expect, test } from "vitest";
import { isSignedWith } from "#src/kubeadm/join/token-signature.ts";

// From k8s.io/cluster-bootstrap v0.37.2, token/jws/jws_test.go: what kubeadm join compares with.
const kubeconfig = "Hello from the other side. I must have called a thousand times.";
const token = "joshua.my voice is my passcode";
const signature = "eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8";
const ofNothing = "eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..7Ui1ALizW4jXphVUB7xUqC9vLYLL9RZeOFfVLoB7Tgk";

test.each([
  ["as Kubernetes signs it", token, kubeconfig, signature, true],
  ["of an empty text", token, "", ofNothing, true],
  ["of another text", token, `${kubeconfig} `, signature, false],
  ["with another secret", "joshua.my voice", kubeconfig, signature, false],
  ["with another id", `david.${token.split(".")[1]}`, kubeconfig, signature, false],
  ["that is cut", token, kubeconfig, signature.slice(0, -1), false],
  ["that is empty", token, kubeconfig, "", false],
  ["with a token that has no secret", "joshua.", kubeconfig, signature, false],
])("a signature %s is told from a false one", (_what, whole, text, given, verdict) => {
  expect(isSignedWith(whole, { kubeconfig: text, signature: given })).toBe(verdict);
});
