// CoreDNS forwards to itself, as on hosts whose resolv.conf points to 127.0.0.53.
import type { Scenario } from "./scenario.ts";

const LOG = `.:53
[INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9961c2fa5f046dd37f1cf888b953814040d180f52594972691cd6ff41be96639138a43908
CoreDNS-1.14.6
linux/amd64, go1.26.3, 45bd0ec
[FATAL] plugin/loop: Loop (127.0.0.1:55953 -> :53) detected for zone ".", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO 4547991504243258144.3688648895315093531."
`;

export default {
  name: "coredns-crash-loop",
  title: "CoreDNS crash loop",
  description:
    "CoreDNS finds that it forwards to itself and dies again and again; no name resolves any more.",
  begin: async (cluster) => {
    cluster.afflict({
      name: "coredns-loop",
      matches: ({ namespace, name }) => namespace === "kube-system" && name.startsWith("coredns-"),
      kind: "CrashLoopBackOff",
      exitCode: 1,
      restarts: 7,
      log: LOG,
    });
    cluster.settle();
  },
  end: async (cluster) => {
    cluster.heal("coredns-loop");
    cluster.settle();
  },
} satisfies Scenario;
