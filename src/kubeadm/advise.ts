// What a person does on a control plane of kubeadm's about an API server that cannot be reached.
import type { Advice, Ailment } from "#src/kubernetes/connection/explain-failure.ts";

/** docs/facts.md, Certificates: works with everything expired; the containers are stopped too, as they may wait in a crash loop. */
const renewEverything: Advice = {
  hint: "where one certificate has ended the others have as a rule: renew them all and restart the control plane, as root on each control plane",
  shell: [
    "kubeadm certs check-expiration",
    "kubeadm certs renew all",
    "systemctl stop kubelet",
    "for name in etcd kube-apiserver kube-controller-manager kube-scheduler; do",
    "  crictl ps --quiet --label io.kubernetes.container.name=$name | xargs -r crictl stop",
    "done",
    "systemctl start kubelet",
  ],
  offers: ["cert renew"],
};

const renewOurOwn: Advice = {
  hint: "where it came with admin.conf, renew that on a control plane and give Wheelhouse the new file",
  shell: ["kubeadm certs renew admin.conf"],
};

const isItThere: Advice = {
  hint: "is the kube-apiserver container running? As root on a control plane:",
  shell: [
    "crictl ps -a --name kube-apiserver",
    "crictl logs --tail 30 $(crictl ps -aq --name kube-apiserver | head -n 1)",
    "journalctl -u kubelet -n 30 --no-pager",
  ],
};

const all: Readonly<Record<Ailment, Advice>> = {
  "api server's certificate ended": renewEverything,
  "own certificate ended": renewOurOwn,
  "api server refuses": isItThere,
};

export function advise(ailment: Ailment): Advice {
  return all[ailment];
}
