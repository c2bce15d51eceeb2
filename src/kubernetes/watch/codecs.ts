// How the objects of each watched resource become records.

import type { DaemonSet, Lease, Node, Pod } from "../objects.ts";
import { decodeNode } from "../wire/decode-node.ts";
import { decodePod } from "../wire/decode-pod.ts";
import { projectDaemonSet, projectLease } from "../wire/project.ts";
import { projectNode } from "../wire/project-node.ts";
import { projectPod } from "../wire/project-pod.ts";
import type { Codec } from "../wire/watch-event.ts";
import type { WireDaemonSet, WireLease, WireNode, WirePod } from "../wire/wire.ts";

// The border: each API path serves one type, of which only optional fields are read.
export const nodeCodec: Codec<Node> = {
  fromJson: (object) => projectNode(object as WireNode),
  fromProtobuf: decodeNode,
  key: ({ uid, name }) => uid || name,
};

export const podCodec: Codec<Pod> = {
  fromJson: (object) => projectPod(object as WirePod),
  fromProtobuf: decodePod,
  // The uid is kept anyway, so as a key it costs nothing.
  key: ({ uid, namespace, name }) => uid || `${namespace}/${name}`,
};

export const daemonSetCodec: Codec<DaemonSet> = {
  fromJson: (object) => projectDaemonSet(object as WireDaemonSet),
  key: ({ namespace, name }) => `${namespace}/${name}`,
};

export const leaseCodec: Codec<Lease> = {
  fromJson: (object) => projectLease(object as WireLease),
  key: ({ namespace, name }) => `${namespace}/${name}`,
};
