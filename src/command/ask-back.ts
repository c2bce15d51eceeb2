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
    said: ["how old is [the] [my] <name>", "(age|uptime) of [the] <name>"],
    asks: "How old is what? Each of these says since when it is there.",
    offers: ["node show <name>", "pod show <name>", "service show <name>"],
  },
  {
    said: ["how old (are|is) [the] [all] (certificates|certs|certificate|cert|ca)"],
    asks: "Do you mean until when they are good?",
    offers: ["cert list"],
  },
  {
    said: ["(kubectl|oc|get|describe|show|list|see|look)"],
    asks: "Look at what?",
    offers: ["node list", "pod list", "workload list", "help look"],
  },
  {
    said: [
      "(restart|reboot|reload|bounce) [the] [all] (everything|all|cluster|nodes|all nodes|machines|all machines|pods|all pods)",
    ],
    asks: "Not everything at once. Every node, one after another, or the pods of one workload?",
    offers: ["cluster reboot", "workload restart", "kube-proxy restart"],
  },
  {
    said: [
      "(delete|remove|rm|clean|cleanup|clean up|prune) [the] [all] (evicted|failed|dead|old|completed|finished|error) (pods|pod) *",
    ],
    asks: "Do you mean the pods that failed for good, such as evicted ones?",
    offers: ["pod clean", "pod list --unhealthy"],
  },
  {
    said: ["(restart|reboot|reload|bounce|rollout|rollout restart)"],
    asks: "Restart what? A workload's pods, kube-proxy, or one pod?",
    offers: ["workload restart", "kube-proxy restart", "pod delete"],
  },
  {
    said: [
      "(restart|reload|bounce|kill|recreate|recycle) [the] (pod|po|pods) <name>",
      "(kill|recreate|recycle|bounce|terminate|evict) <name>",
      "(restart|reload|bounce|kill|recreate|recycle) [all] [the] <name> (pod|pods)",
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
    said: [
      "(backup|back up|snapshot|save|dump) [the] [cluster|everything] *",
      "(alert ack|make|do|run|create) (a|an) [etcd] (backup|snapshot)",
    ],
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
    said: [
      "(remove|delete|kick|throw) <name> (out|away|from the cluster|from cluster|out of the cluster)",
      "alert ack <name> (out|off|away|down|out of service|out of rotation) *",
    ],
    asks: "Keep new pods off it, move its pods away, or take the machine out of the cluster for good?",
    offers: ["node cordon <name>", "node drain <name>", "node remove <name>"],
  },
  {
    said: [
      "node drain and (reboot|restart) <name>",
      "node drain <name> (and|then|and then) (reboot|restart) *",
    ],
    asks: "A reboot drains the node first, and lets pods onto it again afterwards.",
    offers: ["node reboot <name>", "node drain <name>"],
  },
  {
    said: ["node (drain|cordon|uncordon|reboot) <name> (in|at|on|tomorrow|tonight|later|after|every) *"],
    asks: "A change runs once it is approved, not by the clock. Ask for it when it may run; a schedule in wheelhouse.yaml can propose it by itself.",
    offers: ["node drain <name>", "node cordon <name>", "schedule list"],
  },
  {
    said: [
      "node (drain|cordon|uncordon|reboot|patch) (all|every|all the|the) [other] (node|nodes|worker|workers|machines) *",
    ],
    asks: "One node at a time: each is a change of its own. Every node, one after another, is a change of the cluster.",
    offers: ["node drain", "node uncordon", "cluster reboot", "cluster patch"],
  },
  {
    said: ["node (drain|cordon|uncordon|reboot) <name> (and|then|plus|&) <other> *"],
    asks: "One node at a time: each is a change of its own. Every node, one after another, is a reboot of the cluster.",
    offers: ["node drain <name>", "node cordon <name>", "node uncordon <name>", "cluster reboot"],
  },
  {
    said: ["cluster reboot *", "rolling reboot *"],
    asks: "Every node, one after another?",
    offers: ["cluster reboot", "node reboot"],
  },
  {
    said: ["upgrade plan [node] <node> to <version>"],
    asks: "One node is upgraded where the control plane runs that version already.",
    offers: ["upgrade node <node> <version>", "upgrade plan <version>"],
  },
  {
    said: ["upgrade plan (all|the|every|node|nodes|workers) *"],
    asks: "The whole cluster, node by node, or one node? What stands in the way comes first.",
    offers: ["upgrade plan", "upgrade start", "upgrade node"],
  },
  {
    said: ["(defrag|defragment|compact) [the] [etcd|database]"],
    asks: "Give the empty part of etcd's files back, one member at a time?",
    offers: ["etcd defrag", "etcd status"],
  },
  {
    said: ["approve [all] [the] [pending] (csr|csrs|certificates|certificate requests|requests) *"],
    asks: "Requests are approved one by one, as each is judged by itself.",
    offers: ["csr list", "csr approve"],
  },
  {
    said: ["(revoke|delete|expire|token revoke) [all] [the] [bootstrap|join] [old] tokens"],
    asks: "Tokens are revoked one by one.",
    offers: ["token list", "token revoke"],
  },
  {
    said: ["(use|switch|switch to|select|change) [the] (cluster|context|kubeconfig) *", "use <name>"],
    asks: "Nothing is chosen for long here: --cluster names the cluster of a line, and a channel can have one in wheelhouse.yaml.",
    offers: ["cluster list", "status"],
  },
  {
    said: ["(trust|accept|authorize) [the] [key of|host|machine] <name>"],
    asks: "Do you mean the SSH key of a machine? Its fingerprint is approved by somebody.",
    offers: ["host add <name>", "host list"],
  },
  {
    said: ["(test|fake|fire|try|trigger) [a|an|the] (alert|alarm|incident|drill|page)"],
    asks: "A drill makes an incident on purpose, to see that it is told and taken.",
    offers: ["drill", "alert list"],
  },
  {
    said: ["(maintenance|downtime|maintenance window|maintenance mode|maintenance window)"],
    asks: "Keep pods off a node, or hear nothing of it for a while?",
    offers: ["node cordon", "node drain", "silence add", "silence list"],
  },
  {
    said: ["(delete|remove|rm|destroy|drop) <name>"],
    asks: "Delete which kind of thing? I do not guess that.",
    offers: ["pod delete <name>", "node remove <name>", "token revoke <name>"],
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
      "(maintenance|maintenance mode|put into maintenance|set maintenance) [on|for] [node] <name>",
      "(put|set|bring) [node] <name> [in|into|to|under] (maintenance|maintenance mode)",
      "(evacuate|isolate|disable|quarantine|maintain) <name>",
    ],
    asks: "Keep new pods off it, or move its pods away as well?",
    offers: ["node cordon <name>", "node drain <name>", "node show <name>"],
  },
  {
    said: [
      "(start|enable|resume|reopen|bring back|activate) [the] node <name>",
      "(enable|reopen|activate|undrain|reenable|unpause) <name>",
      "(let|allow) [new] pods (on|onto) [node] <name> [again]",
      "make <name> schedulable [again]",
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
      "(cancel|stop|abort|withdraw) [my|the|this|that|last] (change|operation|request|proposal|drain|upgrade) *",
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
      "(show|describe|get|inspect|info|look|open|view|find|where is|who is|what is|what about|about|details|more about|status of|tell me about) [me] [at|about] [the] <name>",
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
    said: [
      "(status|state|health) [of|for|on] [the] [node|pod|cluster] <name>",
      "<name> (status|state|health)",
    ],
    asks: "Is that a cluster, a node or a pod?",
    offers: ["node show <name>", "pod show <name>", "doctor <name>", "status --cluster=<name>"],
  },
  {
    said: ["[the] <name> (logs|log|events)"],
    asks: "Do you mean what it logs?",
    offers: ["pod logs <name>", "event list --about=<name>"],
  },
  {
    said: ["node show <name> <other> *", "node list <name> <other> *"],
    asks: "One node at a time, or all of them.",
    offers: ["node show <name>", "node show <other>", "node list"],
  },
  {
    said: ["pod (show|list) <name> <other> *"],
    asks: "One pod at a time, or all of them.",
    offers: ["pod show <name>", "pod show <other>", "pod list"],
  },
  {
    said: [
      "(i will|i'll|i|i am|i'm) (take|taking|have|got|on|look|looking) [it|at it|into it|this|that]",
      "(on it|taking it|mine|looking|looking into it|got it|acked|ack it)",
    ],
    asks: "Which incident do you take? Everybody sees then that you have it.",
    offers: ["alert list", "alert ack"],
  },
  {
    said: ["alert silence <name> *", "(silence|mute|snooze) <name> *"],
    asks: "One incident, or everything about a node or workload for a while?",
    offers: ["alert silence", "silence add", "silence list"],
  },
  {
    said: ["(get|show|print|give me|what is) [me] [the|a] [kubeadm] join command *"],
    asks: "A join command is made with a token of its own, and shown to whoever asked for it alone. Or Wheelhouse joins the machine itself.",
    offers: ["token create", "token list", "node add"],
  },
  {
    said: [
      "who (can|may|is allowed to|has to|must) (approve|deny|change) *",
      "who are the (approvers|admins|operators)",
    ],
    asks: "Whoever has that role in wheelhouse.yaml, though nobody approves their own change; each card names them.",
    offers: ["operation list", "help approve"],
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
