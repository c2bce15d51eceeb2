// What a person does about a certificate that has ended, where the API server takes nobody's word any more.

type Advice = { readonly hint: string; readonly shell: readonly string[] };

/** docs/facts.md, Certificates: works with everything expired; the containers are stopped too, as they may wait in a crash loop. */
export const renewEverything: Advice = {
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
};

export const renewOurOwn: Advice = {
  hint: "where it came with admin.conf, renew that on a control plane and give Wheelhouse the new file",
  shell: ["kubeadm certs renew admin.conf"],
};
