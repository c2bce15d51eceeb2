// What fingers know from kubectl, in our words: `kubectl describe node/pi-1` is `node show pi-1`.

/** kubectl's kinds and their short names, and the group that shows them here. */
const groups: Readonly<Record<string, string>> = {
  ...named("node", "no", "node", "nodes"),
  ...named("pod", "po", "pod", "pods"),
  ...named("service", "svc", "service", "services", "ep", "endpoints"),
  ...named("event", "ev", "event", "events"),
  ...named("namespace", "ns", "namespace", "namespaces"),
  ...named("volume", "pvc", "pvcs", "persistentvolumeclaim", "persistentvolumeclaims"),
  ...named("csr", "csr", "csrs", "certificatesigningrequest", "certificatesigningrequests"),
  ...named("workload", "deploy", "deployment", "deployments", "ds", "daemonset", "daemonsets"),
  ...named("workload", "sts", "statefulset", "statefulsets", "job", "jobs", "cj", "cronjob", "cronjobs"),
  ...named("workload", "rs", "replicaset", "replicasets", "all", "workload", "workloads"),
  ...named("status", "cs", "componentstatus", "componentstatuses"),
};

function named(group: string, ...kinds: readonly string[]): Record<string, string> {
  return Object.fromEntries(kinds.map((kind) => [kind, group]));
}

/** Groups that show one of theirs. */
const shows: readonly string[] = ["node", "pod", "service"];

/** Our own words for the same: `show pods`, `list nodes` and `describe pod web` come here too. */
const looking: readonly string[] = ["get", "describe"];

/** What kubectl takes and an answer that is whole and new each time does not need. */
export const following = /^(-w|-f|--watch|--watch-only|--follow|--watch=true|--follow=true|-it|-ti)$/;

/** The same words where there is nothing of kubectl in them. */
export function fromKubectl(typed: readonly string[]): readonly string[] {
  const [verb = "", ...rest] = typed.map((word, at) => (at === 0 ? word.toLowerCase() : word));
  if (looking.includes(verb)) return look(rest.filter((word) => !following.test(word))) ?? typed;
  if (verb === "logs" || verb === "log")
    return ["pod", "logs", ...pods(rest.filter((word) => !following.test(word)))];
  if (verb === "events") return ["event", "list", ...events(rest)];
  if (verb === "top") return top(rest) ?? typed;
  if (verb === "rollout") return rollout(rest) ?? typed;
  if (verb === "restart") return restart(rest) ?? typed;
  if (verb === "delete" && isKind(rest[0], "pod")) return ["pod", "delete", ...withoutKind(rest, "pod")];
  if (["drain", "cordon", "uncordon"].includes(verb))
    return ["node", verb, ...withoutKind(withoutThe(rest), "node").filter((word) => !alwaysDone.test(word))];
  return typed;
}

/** kubectl has to be told so; here it is always so. */
const alwaysDone = /^--ignore-daemonsets(=true)?$/;

function look(words: readonly string[]): readonly string[] | undefined {
  const at = words.findIndex((word, index) => !word.startsWith("-") && !takesValue(words[index - 1]));
  const [kind = "", inline] = (words[at] ?? "").split("/");
  const group = Object.hasOwn(groups, kind.toLowerCase()) ? groups[kind.toLowerCase()] : undefined;
  if (group === undefined) return undefined;
  const before = words.slice(0, at);
  const after = words.slice(at + 1);
  const rest = [...(inline ? [inline] : []), ...before, ...after];
  if (group === "status") return ["status"];
  const isNamed = inline !== undefined || names(after).length > 0;
  if (!isNamed || (group === "pod" && names(after).length > 1)) return [group, "list", ...rest];
  // There is no view of one workload: what is meant is asked back.
  if (group === "workload") return ["deployment", ...rest];
  return shows.includes(group) ? [group, "show", ...rest] : undefined;
}

/** `pod/web` and `pod web` are `web`; of a workload its name begins the names of its pods. */
function pods(words: readonly string[]): readonly string[] {
  return words.map((word) => {
    const [kind = "", name, ...more] = word.split("/");
    const isKnown = name !== undefined && more.length === 0 && Object.hasOwn(groups, kind.toLowerCase());
    return isKnown ? name : word;
  });
}

function events(words: readonly string[]): readonly string[] {
  return words
    .filter((word) => !following.test(word))
    .flatMap((word) =>
      /^--types=warning$/i.test(word) ? ["--warnings"] : [word.replace(/^--for(?==|$)/, "--about")],
    );
}

function top([kind, ...rest]: readonly string[]): readonly string[] | undefined {
  if (!isKind(kind, "node")) return undefined;
  return names(rest).length > 0 ? ["node", "show", ...rest] : ["node", "list", ...rest];
}

function rollout([verb, ...rest]: readonly string[]): readonly string[] | undefined {
  if (verb === "restart" && names(rest).length > 0) return ["workload", "restart", ...joined(rest)];
  if (verb === "status") return ["workload", "list"];
  return undefined;
}

/** What runs outside workloads, or has a command of its own. */
const otherwise =
  /^(kube-proxy|kubeproxy|proxy|kube-apiserver|apiserver|etcd|kube-scheduler|scheduler|kube-controller-manager|controller-manager|kubelet|containerd|docker|host|machine|server|cluster|it|this|that|all|everything)$/i;

/** A name alone is a workload's: it is proposed, shown with its kind and namespace, and approved before anything happens. */
function restart(words: readonly string[]): readonly string[] | undefined {
  const [first = "", ...rest] = withKindFirst(withoutThe(words));
  const proxy = /^(kube-?proxy|proxy)$/i.test(first) ? ofKubeProxy(rest) : undefined;
  if (proxy) return proxy;
  const [kind = "", name] = first.split("/");
  const group = groups[kind.toLowerCase()];
  if (name !== undefined && group !== undefined && group !== "workload")
    return ["restart", kind, name, ...rest];
  const isAlone = first !== "" && !first.startsWith("-") && names(rest).length === 0;
  if (!isAlone || otherwise.test(first) || (name === undefined && group !== undefined)) return undefined;
  return ["workload", "restart", first, ...rest];
}

/** `on pi-1` is that node, `on all nodes` is what it does anyway. */
function ofKubeProxy(words: readonly string[]): readonly string[] | undefined {
  const [, node, options] = /^on (?:the )?(?:node )?([^\s-]\S*)((?: -.*)?)$/i.exec(words.join(" ")) ?? [];
  if (/^(everywhere|(on )?(all|every) (the )?nodes?)$/i.test(words.join(" ")))
    return ["kube-proxy", "restart"];
  return node === undefined
    ? undefined
    : ["kube-proxy", "restart", node, ...(options ?? "").split(" ").filter(Boolean)];
}

/** `coredns deployment` is `deployment/coredns`. */
function withKindFirst(words: readonly string[]): readonly string[] {
  const [name = "", kind = "", ...rest] = words;
  const isBehind = groups[kind.toLowerCase()] === "workload" && !/^(all|rs|replicasets?)$/i.test(kind);
  return isBehind && groups[name.toLowerCase()] === undefined
    ? [`${kind.toLowerCase()}/${name}`, ...rest]
    : words;
}

function withoutThe(words: readonly string[]): readonly string[] {
  return words[0]?.toLowerCase() === "the" ? words.slice(1) : words;
}

/** `deployment web` is `deployment/web`: workloads know their kinds. */
function joined(words: readonly string[]): readonly string[] {
  const [kind = "", name, ...rest] = words;
  const isKnown = groups[kind.toLowerCase()] === "workload" && name !== undefined && !name.startsWith("-");
  return isKnown ? [`${kind}/${name}`, ...rest] : words;
}

function withoutKind(words: readonly string[], group: string): readonly string[] {
  const [first = "", ...rest] = words;
  if (isKind(first, group) && names(rest).length > 0) return rest;
  const [kind, name] = first.split("/");
  return name !== undefined && isKind(kind, group) ? [name, ...rest] : words;
}

function isKind(word: string | undefined, group: string): boolean {
  const [kind = ""] = (word ?? "").toLowerCase().split("/");
  return Object.hasOwn(groups, kind) && groups[kind] === group;
}

/** What is neither an option nor an option's value. */
function names(words: readonly string[]): readonly string[] {
  return words.filter((word, at) => !word.startsWith("-") && !takesValue(words[at - 1]));
}

function takesValue(word = ""): boolean {
  return /^(-n|-o|-l|-c|--namespace|--output|--cluster|--context|--cluster-name|--selector|--sort-by|--field-selector|--node|--tail|--for|--about|--reason|--container)$/.test(
    word,
  );
}
