// What people ask in their own words, and the line it stands for. Only questions: a change is never read out of a sentence.
import type { Pattern } from "./pattern.ts";

/** A row fits a whole line or not at all, so that nothing is half understood. The first that fits counts. */
export const everyday: readonly (readonly [said: readonly Pattern[], line: string])[] = [
  [
    [
      "[hello|hi|hey|hallo|moin] (hello|hi|hey|hallo|moin|howdy|yo|good morning|good evening|good afternoon|greetings) [there|bot|all|team]",
    ],
    "start",
  ],
  [["(wheelhouse|@wheelhouse|bot)"], "start"],
  [["(menu|home|begin|main menu|where do i start|how do i start)"], "start"],
  [
    ["(thanks|thank you|thx|ty|cheers|great|nice|ok|okay|cool|good bot) [a lot|so much|very much|bot]"],
    "start",
  ],
  [
    [
      "what can (you|i|it|this) do [here]",
      "what (can|may) i (ask|type|say) [you|here]",
      "how (does this|do i use this|do you|does it) [bot] [work]",
      "(help me|/help|-?|man|manual|docs|documentation|commands list|list commands|show commands|all commands)",
      "which commands (are there|do you know)",
      "who are you",
    ],
    "help",
  ],
  [
    [
      "(what version|which version|versions) [are|is|of] [you|kubernetes|this|the cluster|k8s] [running|on|are you]",
    ],
    "version",
  ],
  [
    [
      "what version (are you|is the cluster|of kubernetes do we run|of kubernetes) [running|on]",
      "(which|what) version (are we|do we|is it|runs|runs here|is running|do you have) [run|running|on|use]",
      "(about|build|cluster version)",
    ],
    "version",
  ],
  [
    [
      "(ping|alive|are you there|are you alive|you there|up|state|overview|summary|dashboard|report|check|healthz|health check|checkup|sitrep)",
      "is [the] [cluster|kubernetes|k8s] (everything|it|all|the cluster|my cluster|cluster|kubernetes|k8s|prod|home) (ok|okay|fine|good|healthy|up|well|alive|green|down|broken)",
      "is (everything|it|all|kubernetes|anything) (ok|okay|alright|all right|in order|fine|good|healthy|up|well|running|down|broken|wrong|on fire)",
      "[is] (something|anything) [is] (wrong|broken|down|failing|on fire|not working)",
      "[the] (everything|cluster|api|it|prod|home) is (down|broken|slow|dead|not working|on fire|red|yellow)",
      "[is] [the] (api server|apiserver|kube-apiserver|api|control plane|network|networking|cni|flannel|calico|cilium|internet) [is] [up|down|ok|okay|healthy|reachable|running|broken|working|slow|status]",
      "(does everything work|is something on fire|give me an overview|show overview|tldr)",
      "how is (it|everything|the cluster|my cluster|our cluster|cluster|home|life) [going|doing|today|looking]",
      "(how are things|how are we doing|how is the health|how do we look)",
      "what is (up|wrong|broken|down|going on|happening|the status|the state|not working|the matter|on fire|failing|unhealthy|the problem) [now|here|there|today|right now] [with the cluster|with my cluster|in the cluster|with kubernetes|with it]",
      "what (broke|fails|failed) [now|today|last night]",
      "(show|get|give me|tell me) [me] [the] [cluster] (status|state|health|overview|summary|problems|issues)",
      "status of [the] (cluster|everything|kubernetes)",
      "(any|are there any|are there|got any|do we have|do we have any) (problems|issues|trouble|errors|failures) [now|today|in the cluster]",
      "(problems|issues|errors|failures|trouble|everything ok|all good|all ok|anything wrong|cluster health|componentstatuses|cluster-info|cluster info|component status)",
    ],
    "status",
  ],
  [
    [
      "(upgrade|update|bump) [the] (cluster|kubernetes|k8s|everything|nodes) [now]",
      "[kubeadm] upgrade plan",
      "(is there|are there|do we have|any) [a] (new|newer) (version|versions|release|releases) [of kubernetes] [available|out]",
      "(new version available|which version can we upgrade to|latest version|what can we upgrade to)",
      "(is there an update|is there an upgrade|are we up to date|what can i upgrade to|can we upgrade|can i upgrade)",
    ],
    "upgrade plan",
  ],
  [
    [
      "(upgrade|update|bump) [the] [cluster|kubernetes|k8s|everything] to <version>",
      "kubeadm upgrade (plan|apply) <version>",
    ],
    "upgrade plan <version>",
  ],
  [
    [
      "(which|what) nodes (are|is) (not ready|notready|unready|down|unhealthy|ready|there|broken|unwell|sick|up|cordoned|offline|online)",
      "(which|what|how many|list) nodes [do we have|are there|do i have|exist|are in the cluster]",
      "(are|is) [all] [the] [my] nodes (ready|up|ok|okay|healthy|fine|down|well)",
      "are (all nodes|all the nodes|the nodes|my nodes) (ready|up|ok|okay|healthy|fine|down|well)",
      "(show|list|get|give me) [me] [all] [the] [unready|not ready|unhealthy|ready|worker|control plane|control-plane] (nodes|workers|machines|servers)",
      "(not ready nodes|unready nodes|unhealthy nodes|down nodes|node status|nodes status|status of nodes|status of the nodes|node health|nodes health|workers|machines|servers|masters|control plane|notready nodes)",
      "(is any|any) node (down|not ready|unready|unhealthy|in trouble)",
      "(which|what) node is (down|not ready|unready|unhealthy|broken|full)",
      "(disk space|disk usage|memory usage|cpu usage|resource usage|resources|capacity|how full are the nodes|how full is the cluster|which node is full|node capacity)",
      "which node has [the] (most|least) [free] (memory|cpu|space|ram|room|load|pods) [free|left]",
      "where is [there] room [left]",
      "(node|nodes) (notready|not ready|unready|down|unhealthy|offline)",
    ],
    "node list",
  ],
  [
    [
      "(what fills|what is filling|what uses|how full is) [up] [the] (disk|disks) (of|on|at) [node] <name>",
      "why is [the] disk (of|on) <name> full",
      "[the] disk [is] full (of|on|at) [node] <name>",
      "[the] [node] <name> disk [is] full",
      "(df|du|disk usage|disk space) (on|of) [node] <name>",
      "(free|free up|how much|make) [disk] (space|room) [is] [left|free] (on|of) [node] <name>",
    ],
    "disk show <name>",
  ],
  [
    ["etcd", "(is etcd|etcd is|etcd) (ok|okay|healthy|fine|up|down|well|health|members|size|leader|broken)"],
    "etcd status",
  ],
  [
    ["when was [the] (last|latest|newest) [etcd] (backup|snapshot)", "(show|list) [me] [the] backups"],
    "etcd status",
  ],
  [
    [
      "[is] (dns|coredns|name resolution) [is] (broken|down|ok|okay|up|working|slow|healthy|not working)",
      "(does|do) (dns|names|name resolution) (work|resolve)",
      "(dns|names|name resolution) (do|does) not (work|resolve)",
      "(dns|name resolution)",
    ],
    "doctor coredns",
  ],
  [["(leader|leaders|who is the leader|who leads|show leaders)"], "status --details"],
  [
    ["how old is [the] [my] (node|machine|host) <name>", "age of [the] (node|machine|host) <name>"],
    "node show <name>",
  ],
  [
    [
      "why (did|does) [the] (join|joining|onboarding) of <name> (fail|failed|not work)",
      "why (did|does) [the] (join|joining|onboarding) (fail|failed|not work)",
    ],
    "operation list",
  ],
  [["how old is [the] [my] pod <name>", "age of [the] pod <name>"], "pod show <name>"],
  [
    [
      "(cpu|memory|ram|load|resources|usage|memory usage|cpu usage|taints|labels|conditions|version|kubelet) (of|on) [node] <name>",
    ],
    "node show <name>",
  ],
  [
    [
      "(why is|why are) [the] [my] node <name> [still] (not ready|notready|down|unready|unhealthy|broken|sick|unwell|slow|gone|offline|dead|cordoned|failing|ready)",
      "why is <name> [still|so] (not ready|notready|down|unready|unhealthy|broken|sick|unwell|slow|gone|offline|dead|cordoned|crashing|pending|failing|restarting|stuck|crash looping|crashlooping|not running|not starting|oomkilled|in crashloopbackoff|crashloopbackoff|not scheduled|evicted|terminating|red|yellow)",
      "why (does|did|will|can) <name> [keep|not|keeps] (crash|crashing|restart|restarting|reboot|rebooting|fail|failing|die|dying|hang|freeze|go down|start|stop|run|schedule|pull) [again|all the time]",
      "why <name> [is] [still] (not ready|notready|unready|down|broken|slow|pending|crashing|failing|restarting|crashlooping|stuck|gone|offline|cordoned)",
      "why (does|did) [the] pod <name> [keep|not|keeps] (crash|crashing|restart|restarting|fail|failing|die|dying|start|stop|run)",
      "why is [the] [my] pod <name> [still|so] (not ready|down|broken|crashing|pending|failing|restarting|stuck|not running|not starting|evicted|terminating|slow|crash looping|crashlooping|in crashloopbackoff|crashloopbackoff)",
      "what is (wrong|up|the matter|the problem|happening|going on) with [the] [my] [node|pod] <name>",
      "what (happened|happens) (to|with) [the] [my] [node|pod] <name>",
      "(debug|troubleshoot|investigate|analyze|analyse|examine|diagnose) [the] [node|pod] <name>",
      "(why|doctor|diagnose|explain) (node|pod) <name>",
      "is <name> (ok|okay|healthy|fine|ready|up|down|broken|well|alive)",
      "how is [the] [my] [node|pod] <name> [doing|going|today]",
    ],
    "doctor <name>",
  ],
  [
    [
      "why",
      "(why is it broken|why is the cluster down|why is the cluster broken|why is the cluster red|why is it red|why is it yellow|troubleshoot|analyze|analyse|what is the cause|root cause)",
    ],
    "doctor",
  ],
  [
    [
      "(which|what) pods (are|is) (not ready|notready|unready|down|unhealthy|broken|failing|crashing|restarting|pending|not running|stuck|unwell|crashlooping|evicted|failed|crash looping|in crashloopbackoff|in trouble|in error)",
      "(show|list|get|give me) [me] [all] [the] (unhealthy|failing|failed|crashing|broken|pending|bad|crashlooping|unready|restarting|evicted|not running|sick|stuck) pods",
      "(unhealthy|failing|failed|crashing|broken|pending|bad|crashlooping|unready|restarting|evicted|not ready|sick|stuck) pods",
      "(pod|pods) not (ready|running|healthy|ok|okay|up|starting|scheduled)",
      "[show|list|get] [me] [all] [the] pods (that|which|who) [are] [not] (restarted|restart|crash|crashed|fail|failed|run|running|ready|pending|crashing|failing|restarting)",
      "(is any|any) pod (crashing|failing|pending|down|broken|in trouble|restarting)",
      "(are|is) [all] [the] pods (ok|okay|running|healthy|fine|up|well|ready)",
      "are (all pods|all the pods|the pods|my pods) (ok|okay|running|healthy|fine|up|well|ready)",
      "(crashloopbackoff|crash loops|crashloops|imagepullbackoff|oomkilled|restarts|what is crashing|what is restarting|what is pending|who is crashing|most restarts|image pull errors|terminating pods|out of memory|oom|oom kills|what keeps crashing|what keeps restarting)",
    ],
    "pod list --unhealthy",
  ],
  [
    [
      "(which|what) pods (are|run|are running|live|sit) on [node] <node>",
      "(what|which) (is running on|runs on) [node] <node>",
      "(show|list|get) [me] [all] [the] pods on [node] <node>",
      "[how many] pods [are|run|are running] on [node] <node>",
    ],
    "pod list --node=<node>",
  ],
  [
    [
      "(which|what) pods (are|run|are running|live) in [namespace|the namespace|ns] <namespace>",
      "(what is running|what runs) in [namespace|the namespace] <namespace>",
      "(show|list|get) [me] [all] [the] pods in [namespace|the namespace|ns] <namespace>",
      "pods in [namespace|the namespace|ns] <namespace>",
    ],
    "pod list <namespace>",
  ],
  [
    [
      "(which|what|how many) pods [do we have|are there|are running|exist|run]",
      "(show|list|get|give me) [me] [all] [the] [running] pods",
      "(ps|what is running|what runs|pod status|pods status|running pods|all pods)",
    ],
    "pod list",
  ],
  [
    [
      "(show|get|give me|fetch|tail|read|print|see|view) [me] [the] (logs|log|last logs) (of|for|from) [the] [pod] <pod>",
      "(logs|log) (of|for|from) [the] [pod] <pod>",
      "(tail|logs for|log for|logs pod|log pod|logs of) <pod>",
      "what does <pod> (log|say|print|write)",
    ],
    "pod logs <pod>",
  ],
  [
    [
      "(previous|old|last) logs (of|for|from) [the] [pod] <pod>",
      "logs before [the] (crash|restart) (of|for) <pod>",
    ],
    "pod logs <pod> --previous",
  ],
  [
    [
      "(show|list|get|give me) [me] [the] [recent|last|latest] events",
      "(what happened|what has happened|what is new) [lately|recently|today|last night|now]",
      "(recent events|latest events|last events|news|history)",
    ],
    "event list",
  ],
  [
    [
      "(warnings|show warnings|recent warnings|warning events|any warnings|are there warnings|are there any warnings)",
    ],
    "event list --warnings",
  ],
  [
    [
      "[show|list|get] [me] [the] events (for|of|about|on|from) [node|pod|the pod|the node] <name>",
      "what happened (on|at) <name>",
      "(when was|when did|since when is|how long is|how long has) [the] [node|pod] <name> *",
    ],
    "event list --about=<name>",
  ],
  [["[show|list|get] [me] [the] events in [namespace] <namespace>"], "event list <namespace>"],
  [
    [
      "(show|list|get|give me) [me] [all] [the] (services|endpoints|ports|urls|ingresses)",
      "(which|what) services (are there|do we have|run|are running|have no endpoints|have no backend|are down|are broken)",
      "(endpoints|ep|ports|urls|load balancers|loadbalancers|nodeports|node ports)",
    ],
    "service list",
  ],
  [
    [
      "why (can i not|can not i|cannot i|can we not) (reach|open|see|use) [the] [service] <service>",
      "(how do i reach|how can i reach|what is the url of|url of|address of|ip of|port of|what is the ip of) [the] [service] <service> [run|running|reachable]",
      "where is [the] [service] <service> (running|reachable)",
      "is [the] service <service> (ok|up|down|reachable|working|healthy)",
    ],
    "service show <service>",
  ],
  [
    [
      "(show|list|get|give me) [me] [all] [the] (deployments|workloads|daemonsets|statefulsets|jobs|cronjobs|apps|applications|replicasets)",
      "(which|what) (deployments|workloads|daemonsets|statefulsets|jobs|apps) (are there|do we have|run|are running|are not ready|are down|are broken|are failing)",
      "(apps|applications|rs|replicasets|replicaset|get all|everything|rollouts|rollout status|deployment|daemonset|statefulset|job|cronjob|cj)",
    ],
    "workload list",
  ],
  [
    [
      "(show|list|get|give me) [me] [all] [the] namespaces",
      "(which|what) namespaces (are there|do we have|exist|hang)",
      "(namespace|namespaces) (stuck|hanging|terminating) [terminating|in deletion]",
      "(projects|tenants)",
    ],
    "namespace list",
  ],
  [
    [
      "(show|list|get|give me) [me] [all] [the] (clusters|contexts)",
      "(which|what) clusters (are there|do you know|do we have|can i use|do you watch)",
      "(contexts|context|ctx|kubectx|config get-contexts|config current-context|get-contexts|current-context|which cluster is this)",
    ],
    "cluster list",
  ],
  [
    [
      "(my changes|my operations|my requests|what did i ask for|what is the status of my change|what is with my change)",
    ],
    "operation list",
  ],
  [
    [
      "(what|who) (waits|is waiting|needs approval|has to be approved|must be approved|can i approve|do i have to approve|should i approve) [for me|for approval|here]",
      "(my approvals|to do|todo|inbox|waiting|queue|open changes|pending approvals|pending changes|changes|what is pending|anything to approve|open operations|running operations|what is running now|what changes)",
      "(show|list|get) [me] [the] [open|pending] (operations|changes|approvals|requests|proposals)",
    ],
    "operation list",
  ],
  [
    [
      "who (drained|cordoned|uncordoned|restarted|rebooted|deleted|upgraded|removed|added|touched|broke) [the] [node|pod] <name> [yesterday|today|last night]",
      "what did <name> (do|change|approve|ask for) [today|yesterday]",
      "why was (it|that|my change) (denied|stopped|cancelled)",
      "(who changed something today|show all operations|past operations|old operations|operation history|all changes)",
    ],
    "operation list --all",
  ],
  [["who (approved|denied|cancelled|stopped|asked for|wanted) <operation>"], "operation show <operation>"],
  [
    [
      "(show|list|get) [me] [the] audit [log|trail]",
      "(who did what|who changed what|who changed something|who did that|what was changed|what did people change|audit log|audit trail|audit|logbook|changelog)",
    ],
    "audit list",
  ],
  [
    [
      "(what is alerting|what is firing|firing|open incidents|active alerts|open alerts|pages|any alerts|any incidents|are there alerts|are there any alerts|are there incidents|who has it|who has the incident|who has this|who takes it|who is on it|on call|oncall|who is on call)",
      "(show|list|get) [me] [the] [open|active|firing] (alerts|incidents)",
    ],
    "alert list",
  ],
  [
    [
      "(is|does) kube-proxy (ok|running|healthy|work|up|fine|everywhere)",
      "(where is kube-proxy missing|which mode does kube-proxy use|what mode is kube-proxy in|iptables or nftables|proxy mode|kube-proxy health|is kube-proxy on all nodes|where does kube-proxy run)",
    ],
    "kube-proxy show",
  ],
  [
    [
      "(pending csrs|pending csr|csr status|certificate requests|certificate signing requests|certificatesigningrequests|waiting csrs|which csrs wait|pending certificate requests)",
    ],
    "csr list",
  ],
  [
    [
      "(cert|certs|certificate|certificates|tls|pki) [list|show|status|check|expiry|expiration|dates|info|check-expiration|expire]",
      "(check|show|list|get|when do) [the] [my] (cert|certs|certificates|certificate) [expire|expiry|expiration|dates|status]",
      "(expiry|expiration|check-expiration|cert expiry|kubeadm certs check-expiration|kubeadm certs)",
      "when (do|does) [the] [our] (certs|certificates|certificate|cert) expire",
      "(when does the certificate expire|when do our certs expire|when do our certificates expire|are the certs ok)",
    ],
    "cert list",
  ],
  [
    [
      "(which tokens are there|bootstrap tokens|show tokens|list bootstrap tokens|kubeadm token list|kubeadm token|get tokens|join tokens)",
    ],
    "token list",
  ],
  [
    [
      "(show|list|get) [me] [the] [active] silences",
      "(what is|what is currently) (silenced|muted|quiet)",
      "(muted|maintenance windows)",
    ],
    "silence list",
  ],
  [
    [
      "[the|my] (daily|morning|weekly) (report|digest|summary|update)",
      "what (changed|has changed|did we change) [today|yesterday|lately|recently|this week|since yesterday|overnight|last night]",
      "what did i miss",
    ],
    "digest",
  ],
  [
    ["[show|list|get] [me] [the] (nodes|workers|machines) (in|of) [cluster] <cluster>"],
    "node list --cluster=<cluster>",
  ],
  [["(status|state|health) in [cluster] <cluster>"], "status --cluster=<cluster>"],
  [["(show|list|get) [me] [the] pods (for|of) [workload|deployment] <pod>"], "pod show <pod>"],
  [["(how does|how do) (approval|approvals|approving) work"], "help approve"],
  [["(what does|how does) <command> (do|work)"], "help <command>"],
  [["how (do i|can i|to|do we) drain [a|the|my] node"], "help node drain"],
  [["how (do i|can i|to|do we) cordon [a|the|my] node"], "help node cordon"],
  [["how (do i|can i|to|do we) reboot [a|the|my] (node|machine)"], "help node reboot"],
  [["how (do i|can i|to|do we) (remove|delete) [a|the|my] node"], "help node remove"],
  [["how (do i|can i|to|do we) (approve|deny) [a|the|my] (change|operation|drain|it)"], "help approve"],
  [
    ["(is|was) [the] [node] <name> [still|already] (drained|cordoned|schedulable|empty|uncordoned)"],
    "node show <name>",
  ],
  [
    [
      "(labels|taints|annotations) (of|on) [node] <name>",
      "show [me] [the] (labels|taints) (of|on) [node] <name>",
    ],
    "node show <name>",
  ],
  [
    [
      "where (does|is) [the] [pod] <name> (run|live)",
      "[on] (which|what) (node|machine|host) (is|runs|has) [the] [pod] <name> [on|running|running on]",
      "(which|what) (image|images|version) (does|runs|has) [the] [pod] <name> [use|run|have]",
    ],
    "pod show <name>",
  ],
  // Almost any word could stand here, so these come last.
  [
    [
      "is <name> (running|working|there|reachable|crashing|pending|stuck)",
      "[the] [my] [node|pod|service] <name> (is|seems|looks|went) [still] (down|broken|slow|dead|gone|offline|stuck|crashing|pending|failing|not ready|notready|not running|not working|not starting|not responding|unreachable|full|sick)",
      "[the] [my] [node|pod|service] <name> (does not|will not|cannot|can not) (start|work|run|respond|answer|stop|come up)",
      "[the] [my] [node|pod] <name> [keeps] (crashes|crashing|restarting|hangs|dies|fails)",
      "[the] [my] [node|pod] <name> (not ready|notready|unready|not running|not starting|not working|crashlooping|in crashloopbackoff|crashloopbackoff|oomkilled|unreachable) [why]",
      "(ping|health of) [the] [node|pod] <name>",
    ],
    "doctor <name>",
  ],
];
