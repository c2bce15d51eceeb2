// What Wheelhouse cannot do (yet), and what to do by hand: data. A command that comes to exist takes precedence over its row.
import type { Pattern } from "./pattern.ts";

export type ByHand = {
  readonly said: readonly Pattern[];
  /** What it is, and where it is done. */
  readonly says: string;
  /** To paste into a shell; `<node>` and the like are for the person to fill in. */
  readonly shell: readonly string[];
  /** Lines that help beside it. */
  readonly offers?: readonly string[];
};

export const byHand: readonly ByHand[] = [
  {
    said: [
      "(install|setup|set up|create|init|bootstrap|kubeadm init|new) [a] [new] [kubernetes] (cluster|kubernetes|k8s) *",
      "kubeadm init *",
    ],
    says: "A new cluster is made on its first control plane, then added to wheelhouse.yaml:",
    shell: [
      "sudo kubeadm init --control-plane-endpoint <name>:6443 --pod-network-cidr 10.244.0.0/16",
      "# then a network plugin, and kubeadm join on the others",
    ],
    offers: ["cluster list"],
  },
  {
    said: [
      "(add|join|enroll|enrol|new|prepare|install|onboard|register|create) [a] [new] (node|nodes|host|machine|worker|server|pi|raspberry pi) *",
      "(scale up|scale out|add a pi|add pi) *",
      "(node|host) (add|join|new) *",
      "(how do i|how to|how can i) (add|join) *",
    ],
    says: "node add <name> <address> prepares a machine and joins it. It must run sshd, and let Wheelhouse in:",
    shell: [
      "sudo useradd --create-home --shell /bin/sh wheelhouse   # on the machine, with Wheelhouse's public key in its authorized_keys",
      "echo 'wheelhouse ALL=(root) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/wheelhouse",
    ],
    offers: ["node add", "host list", "token create"],
  },
  {
    said: ["kubeadm join *"],
    says: "kubeadm join is run on the machine that is to join, as root. If others could read that line, revoke its token. Wheelhouse can do the whole of it over SSH:",
    shell: [
      "sudo kubeadm token create --print-join-command   # on a control plane: a line of its own for each machine",
    ],
    offers: ["node add", "token list", "token revoke"],
  },
  {
    said: [
      "(add|join|new|create) [a] [new|another] (control plane|control-plane|master|controlplane|etcd) *",
    ],
    says: "node add <name> <address> --control-plane joins a machine as another control plane. By hand, on a control plane, then on the new machine; never stay at two etcd members:",
    shell: [
      "sudo kubeadm init phase upload-certs --upload-certs   # prints the certificate key, good for 2 h",
      "sudo kubeadm token create --print-join-command",
      "# on the new machine: that command with --control-plane --certificate-key <key>",
    ],
    offers: ["node add", "node list", "status --details"],
  },
  {
    said: [
      "(remove|delete|del|rm|kick|decommission|evict|retire|destroy) [a] [the] (node|nodes|no|host|machine|worker|server) *",
      "(node|host) (remove|delete|rm|reset) *",
      "(reset|kubeadm reset|wipe) *",
    ],
    says: "node remove <node> drains a worker, resets its machine and deletes the node. By hand, and for a control plane, after the drain, on the node first and then where kubectl is:",
    shell: [
      "sudo kubeadm reset -f            # on the node",
      "kubectl delete node <node>       # afterwards",
    ],
    offers: ["node remove", "node drain", "node list"],
  },
  {
    said: [
      "(upgrade|update|bump) [the] [cluster|kubernetes|k8s|kubeadm|node|nodes|to] *",
      "(kubeadm|cluster|node|kubernetes) (upgrade|update) *",
      "(how do i|how to|can we|can i|can you) (upgrade|update) *",
    ],
    says: "upgrade plan says what stands in the way of an upgrade; upgrade start <version> proposes it, node by node. By hand it is one minor version at a time: the first control plane, the other control planes, then each worker (kubeadm first, drain, kubelet, uncordon):",
    shell: [
      "# kubeadm of the new version on the first control plane, then",
      "sudo kubeadm upgrade plan v<version>",
      "sudo kubeadm upgrade apply v<version>",
      "# on every other node: the new kubeadm, then",
      "sudo kubeadm upgrade node",
      "# on each, drained: the new kubelet and kubectl, then",
      "sudo systemctl daemon-reload && sudo systemctl restart kubelet",
    ],
    offers: ["upgrade plan", "upgrade start", "upgrade node", "version"],
  },
  {
    said: [
      "(reboot|restart|power cycle|powercycle|shutdown|shut down|power off|poweroff|halt|reset|turn off|switch off) [the] (node|host|machine|server|nodes|pi|worker|kubelet) *",
      "(reboot|shutdown|shut down|poweroff|power off|power down|turn off|switch off|halt|power) <name>",
      "(node|host) (reboot|restart|shutdown) *",
    ],
    says: "node reboot <node> drains a node, reboots its machine and lets pods onto it again; cluster shutdown switches all of them off in order. One machine alone, and the kubelet alone, is done on the machine:",
    shell: [
      "sudo systemctl poweroff        # on the node, after node drain; for the kubelet alone: sudo systemctl restart kubelet",
    ],
    offers: ["node reboot", "node drain", "node uncordon", "cluster shutdown"],
  },
  {
    said: [
      "(wake|wake up|power on|poweron|turn on|switch on|boot|boot up) [the] (node|nodes|host|machine|machines|server|everything|pi|worker) *",
      "(wake|wake up|power on|poweron|turn on|switch on|boot|boot up) <name>",
      "cluster (start|boot|power on) *",
    ],
    says: "cluster wake switches on whatever is off, control planes first, and lets pods onto what a shutdown has cordoned. It wakes those whose mac the configuration names, and waits for the others. host wake <host> does it for one machine; by hand:",
    shell: ["wakeonlan <mac address>   # from a machine in the same network"],
    offers: ["cluster wake", "host wake", "node list", "node uncordon"],
  },
  {
    said: ["(etcdctl|etcdutl) *", "(restore) [etcd|the] [cluster|backup|from] *", "etcd restore *"],
    says: "etcd is not restored from here: whatever was changed since the backup would be gone. docs/hosts.md has every line of it; to begin with, on the control plane that keeps the backups:",
    shell: ["sudo ls -l /var/backups/wheelhouse/etcd"],
    offers: ["etcd status", "etcd backup"],
  },
  {
    said: ["(scale|resize|autoscale) *", "(scale up|scale down|replicas) *", "set replicas *"],
    says: "Workloads are not scaled from here, so that Git or whoever owns them stays right:",
    shell: ["kubectl -n <namespace> scale deployment/<name> --replicas=<count>"],
    offers: ["workload list"],
  },
  {
    said: [
      "rollout (undo|rollback|back|history|pause|resume) *",
      "(undo|rollback|roll back|revert) <name> *",
    ],
    says: "A rollout is not undone from here:",
    shell: [
      "kubectl -n <namespace> rollout history deployment/<name>",
      "kubectl -n <namespace> rollout undo deployment/<name>",
    ],
    offers: ["workload list", "event list"],
  },
  {
    said: ["(exec|attach|debug|shell|ssh|bash|sh|console|port-forward|portforward|cp|proxy|run) *"],
    says: "There is no shell and no tunnel into a cluster from chat, for nobody. Where you have kubectl:",
    shell: [
      "kubectl -n <namespace> exec -it <pod> -- sh",
      "kubectl -n <namespace> port-forward svc/<service> 8080:80",
    ],
    offers: ["pod logs", "doctor"],
  },
  {
    said: [
      "(apply|create|edit|patch|replace|set|expose|label|annotate|taint|untaint|diff|kustomize|deploy|install|helm|flux|argocd|terraform|untaint) *",
    ],
    says: "Objects are not written from chat: only the changes of `help change`, each shown and approved. Where you have kubectl:",
    shell: ["kubectl diff -f <file> && kubectl apply -f <file>"],
    offers: ["help change"],
  },
  {
    said: [
      "(delete|remove|rm) [the] (deployment|deploy|service|svc|namespace|ns|daemonset|ds|statefulset|sts|job|cronjob|configmap|cm|secret|ingress|pvc|pv|replicaset|rs|crd|deployments|services|namespaces|jobs|endpoints|sa|serviceaccount) *",
      "(delete|remove|rm) -f *",
    ],
    says: "Only pods and bootstrap tokens are deleted from here. For the rest, where you have kubectl:",
    shell: ["kubectl -n <namespace> delete <kind> <name>"],
    offers: ["pod delete", "workload list"],
  },
  {
    said: ["(get|create|delete|replace) --raw *", "(curl|wget|http|https) *"],
    says: "No request of one's own is sent from chat; status asks the API server how it is, its readyz among it. Where you have kubectl:",
    shell: ["kubectl get --raw '/readyz?verbose'"],
    offers: ["status", "version"],
  },
  {
    said: [
      "(apt|apt-get|aptitude|dnf|yum|unattended-upgrade|unattended-upgrades) (upgrade|update|full-upgrade|dist-upgrade|-y upgrade) *",
      "(apt|apt-get|aptitude|dnf|yum) (update|upgrade) && *",
    ],
    says: "node patch <node> brings a machine's packages up to date, drained before and rebooted where they ask for it; cluster patch does so node by node. Kubernetes' own packages are held: upgrade plan is about those. By hand, after node drain:",
    shell: ["sudo apt-get update && sudo apt-get upgrade --with-new-pkgs   # on the machine"],
    offers: ["node patch", "cluster patch", "upgrade plan"],
  },
  {
    said: ["(apt|apt-get|aptitude|dnf|yum|dpkg|rpm|snap|pip|brew) *"],
    says: "Packages are not installed from chat, but for what joining, patching and upgrading a node need. On the machine itself:",
    shell: ["sudo apt-get install <package>   # or: sudo dnf install <package>"],
    offers: ["node patch", "node preflight", "upgrade plan"],
  },
  {
    said: ["(secret|secrets) *", "(list|show|get|read|describe|decode) [me] [the] (secret|secrets) *"],
    says: "Secrets are never read into chat. Where you have kubectl:",
    shell: ["kubectl -n <namespace> get secret <name> -o jsonpath='{.data}'"],
    offers: ["token list"],
  },
  {
    said: [
      "(top pod|top pods|top po|pod usage|pods usage|top) *",
      "(which|what|who) [pod|pods] (uses|use|eats|eat|consumes|is using|is eating) [all] [the|most] [most] *",
    ],
    says: "What pods use right now is not measured here; a node's page shows what they reserved. With metrics-server and kubectl:",
    shell: ["kubectl top pods -A --sort-by=memory"],
    offers: ["node list", "pod list"],
  },
  {
    said: [
      "(list|show|get|describe) [me] [the] [all] (configmap|configmaps|cm|ingress|ingresses|ing|pv|pvs|persistentvolume|persistentvolumes|storageclass|storageclasses|sc|serviceaccount|serviceaccounts|sa|role|roles|rolebinding|rolebindings|clusterrole|clusterroles|clusterrolebindings|hpa|pdb|poddisruptionbudget|poddisruptionbudgets|networkpolicy|networkpolicies|netpol|crd|crds|endpointslice|endpointslices|quota|resourcequota|limitrange|lease|leases|rc|apiservices|customresourcedefinitions|validatingwebhookconfigurations|priorityclasses) *",
      "(configmap|configmaps|cm|ingress|ingresses|ing|pv|pvs|storage|storageclass|hpa|pdb|crds|api-resources|api-versions|roles|rbac) *",
    ],
    says: "That kind of object is not shown here. Where you have kubectl:",
    shell: ["kubectl get <kind> -A", "kubectl -n <namespace> describe <kind> <name>"],
    offers: ["status", "workload list"],
  },
  {
    said: [
      "(auth|can-i|whoami|who am i|my role|my roles|my rights|what am i allowed|am i allowed|permissions|access|config|kubeconfig|plugin|completion|options|wait) *",
      "what (may i do|am i allowed to do|are my rights|is my role|are my permissions)",
      "my (permissions|rights|role|roles|access)",
    ],
    says: "Your rights in Wheelhouse are given in wheelhouse.yaml, and its Home tab shows yours. What your own kubeconfig may do:",
    shell: ["kubectl auth whoami", "kubectl auth can-i --list"],
    offers: ["help"],
  },
  {
    said: [
      "(swap|turn off swap|swapoff|disable swap|cgroup|cgroups|containerd|docker|crictl|kubelet|journalctl|systemctl|kubelet logs|dmesg|df|uptime|free) *",
      "(show|get|list) [me] [the] (kubelet|containerd|docker|crictl|journal) *",
    ],
    says: "Commands are not run on machines from chat. On the node itself:",
    shell: [
      "sudo systemctl status kubelet containerd --no-pager",
      "sudo journalctl -u kubelet -n 100 --no-pager",
      "df -h / /var/lib && free -h && swapon --show",
    ],
    offers: ["doctor", "node list"],
  },
  {
    said: ["(clean|cleanup|clean up|prune|gc|garbage collect|free) [disk|images|space|up] *"],
    says: "disk clean <node> gives room back where a disk is nearly full; disk show <node> tells what fills it. By hand, on the node:",
    shell: ["sudo crictl rmi --prune", "sudo journalctl --vacuum-size=200M", "df -h / /var/lib"],
    offers: ["disk clean", "disk show", "node list"],
  },
];
