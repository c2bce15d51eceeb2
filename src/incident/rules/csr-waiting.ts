// Certificate signing requests that nobody has decided on, or that were approved and are not signed: a node or a kubelet waits.
import { count, few, span } from "#src/base/text.ts";
import { defineRule } from "../rule.ts";

const patienceMs = 10 * 60_000;
/** kube-controller-manager deletes what was not decided on after a day, and what was approved and not signed after an hour. */
const decided = ["Approved", "Denied", "Failed"];
const ownSigner = /^kubernetes\.io\//;

export default defineRule({
  alert: "KubeCertificateRequestWaiting",
  severity: "warning",
  for: "0s",
  needs: ["certificateRequests"],
  // A kubelet asks again and again, so what waits for one signer is one problem.
  detect: ({ now }, { certificateRequests }) => {
    const waiting = certificateRequests.flatMap((request) => {
      const { createdAt, conditions, issued, signer } = request;
      const types = conditions.map(({ type }) => type);
      const isOpen = !types.some((type) => decided.includes(type));
      const isUnsigned =
        types.includes("Approved") && !types.includes("Failed") && !issued && ownSigner.test(signer);
      return (isOpen || isUnsigned) && now - createdAt > patienceMs ? [{ ...request, isOpen }] : [];
    });
    const groups = Map.groupBy(
      waiting,
      ({ signer, isOpen }) => `${isOpen ? "approval" : "signature"} ${signer}`,
    );
    return [...groups.values()].flatMap((all) => {
      const [first, ...others] = all.toSorted((a, b) => a.createdAt - b.createdAt);
      return first ? [{ first, all: [first, ...others] }] : [];
    });
  },
  subject: ({ first: { signer, isOpen } }) => ({
    kind: "CertificateSigningRequest",
    name: `${signer}/${isOpen ? "approval" : "signature"}`,
  }),
  since: ({ first }) => first.createdAt,
  summary: ({ first, all }, now) => {
    const who = [...new Set(all.map(({ username }) => username))];
    const requests = `${count(all.length, "certificate request")} of ${few(who, 3)} (${first.signer})`;
    const what = first.isOpen ? "approval" : "a signature: is kube-controller-manager well?";
    return `${requests} ${all.length === 1 ? "has" : "have"} waited ${span(now - first.createdAt)} for ${what}`;
  },
  remedies: () => ["csr list"],
});
