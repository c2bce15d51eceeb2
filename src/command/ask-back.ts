// Words that could mean several things, or a change that nobody should guess: asked back, with a button for each meaning.
import type { Pattern } from "./pattern.ts";

export type AskBack = {
  readonly said: readonly Pattern[];
  readonly asks: string;
  /** Lines; a captured `<name>` may stand in them. One that lacks an argument opens its form. */
  readonly offers: readonly string[];
};

export const askBack: readonly AskBack[] = [
  {
    said: ["(restart|reboot|reload|bounce|rollout|rollout restart)"],
    asks: "Restart what? A workload's pods, kube-proxy, or one pod?",
    offers: ["workload restart", "kube-proxy restart", "pod delete"],
  },
  {
    said: [
      "(restart|reload|bounce|kill|recreate|recycle) [the] (pod|po|pods) <name>",
      "(kill|recreate|recycle|bounce|terminate|evict) <name>",
    ],
    asks: "A pod is not restarted in place: it is deleted and its controller makes a new one, or all pods of its workload are replaced. Which do you mean?",
    offers: ["pod delete <name>", "workload restart <name>", "pod show <name>"],
  },
  {
    said: [
      "(restart|reload|bounce) [the] (service|svc|app|application) <name>",
      "(reload|redeploy) [the] <name>",
    ],
    asks: "Services have no processes to restart. Do you mean the workload behind it?",
    offers: ["workload restart <name>", "service show <name>"],
  },
  {
    said: [
      "(restart|reload|bounce) [the] (apiserver|kube-apiserver|api server|etcd|scheduler|kube-scheduler|controller-manager|kube-controller-manager|control plane|static pod|static pods)",
    ],
    asks: "A static pod is started anew by the kubelet of its machine, once somebody has approved it. Which one?",
    offers: ["control-plane restart", "control-plane show"],
  },
  {
    said: ["(backup|back up|snapshot|save|dump) [the] [cluster|everything] *"],
    asks: "What can be backed up here is etcd, which holds every object of the cluster. Do you mean that?",
    offers: ["etcd backup", "etcd status"],
  },
  {
    said: [
      "(renew|rotate|refresh|recreate) [the] [all] [kubernetes|k8s|api|apiserver|kubeadm|expired] (cert|certs|certificate|certificates|tls) *",
      "(cert|certs|certificate|certificates) (rotate|refresh) *",
    ],
    asks: "All certificates of a control plane are renewed together, once somebody has approved it. Do you mean that?",
    offers: ["cert renew", "cert list"],
  },
  {
    said: [
      "(delete|remove|rm|destroy|drop)",
      "(delete|remove|rm|destroy|drop) [the] (it|this|that|everything|all)",
    ],
    asks: "Delete what? Only these can be deleted here, and only after somebody has approved it.",
    offers: ["pod delete", "token revoke"],
  },
  {
    said: ["(delete|remove|rm|destroy|drop) <name>"],
    asks: "Delete which kind of thing? I do not guess that.",
    offers: ["pod delete <name>", "token revoke <name>"],
  },
  {
    said: [
      "(fix|repair|heal|mend|recover|help me fix) [it|this|that|everything|the cluster|my cluster]",
      "(fix it|do something|make it work|please fix everything|fix everything)",
    ],
    asks: "I change nothing that nobody asked for by name. What is wrong, and what helps, stands here.",
    offers: ["status", "doctor", "alert list"],
  },
  {
    said: [
      "(fix|repair|heal|mend|recover|rescue|resolve|remediate) [the] [node|pod] <name>",
      "(fix|make) <name> (ready|work|well|again)",
    ],
    asks: "First what is wrong with it: its findings name the command that helps.",
    offers: ["doctor <name>", "status", "kube-proxy repair"],
  },
  {
    said: [
      "(stop|disable|pause|take down|shut|isolate|maintain|empty|evacuate) [the] node <name>",
      "(maintenance|put into maintenance|set maintenance) [on|for] [node] <name>",
      "(evacuate|isolate|disable|quarantine|maintain) <name>",
    ],
    asks: "Keep new pods off it, or move its pods away as well?",
    offers: ["node cordon <name>", "node drain <name>", "node show <name>"],
  },
  {
    said: [
      "(start|enable|resume|reopen|bring back|activate) [the] node <name>",
      "(enable|reopen|activate) <name>",
    ],
    asks: "Do you mean to let new pods onto the node again?",
    offers: ["node uncordon <name>", "node show <name>"],
  },
  {
    said: [
      "(yes|y|yep|sure|go|go ahead|do it|lgtm|ship it|+1|:+1:|approved|confirm|confirmed|ok do it|accept)",
    ],
    asks: "A yes counts only for one change, by its card or its id. What waits:",
    offers: ["operation list", "approve"],
  },
  {
    said: [
      "(no|n|nope|reject|rejected|nack|-1|abort|undo|rollback|roll back|revert|never mind|nevermind|quit|exit)",
    ],
    asks: "Which change? Deny one that waits, stop one that runs, or take back what you asked for.",
    offers: ["operation list", "deny", "stop", "cancel"],
  },
  {
    said: [
      "(proxy|kube-proxy|kubeproxy) (change|switch|set|migrate|use) [mode|to|the mode] [to] *",
      "(use|switch to|change to|migrate to) (nftables|iptables|ipvs) [mode] *",
    ],
    asks: "Do you mean the mode of kube-proxy? It is tried on one node first.",
    offers: ["kube-proxy mode", "kube-proxy show"],
  },
  {
    said: [
      "(show|describe|get|inspect|info|look|open|view|find|where is|who is|what is|what about|tell me about) [me] [at|about] [the] <name>",
    ],
    asks: "I cannot tell what kind of thing that is.",
    offers: ["node show <name>", "pod show <name>", "service show <name>", "doctor <name>"],
  },
  {
    said: ["(node|nodes) <name>"],
    asks: "Look at the node, or change it?",
    offers: ["node show <name>", "doctor <name>", "node cordon <name>", "node drain <name>"],
  },
  {
    said: ["(pod|po) <name>"],
    asks: "What about that pod?",
    offers: ["pod show <name>", "pod logs <name>", "doctor <name>"],
  },
  {
    said: ["(service|svc|services) <name>"],
    asks: "Do you mean to look at that service?",
    offers: ["service show <name>", "service list"],
  },
  {
    said: ["(deployment|workload|deploy|daemonset|ds|statefulset|sts) <name>"],
    asks: "What about that workload?",
    offers: ["workload list", "doctor <name>", "workload restart <name>"],
  },
  {
    said: ["(quiet|shut up|be quiet|stop alerting|too many alerts|stop paging)"],
    asks: "Silence which incident? Each is silenced by itself, for a while or until it clears.",
    offers: ["alert list", "alert silence"],
  },
  {
    said: [
      "(token|tokens) (new|generate|renew|make)",
      "(i need|give me|new|make) [a] [new] [join|bootstrap] token",
    ],
    asks: "Do you mean a bootstrap token, to join a machine with?",
    offers: ["token create", "token list"],
  },
];
