// The fields of the JSON behind facts.ts. The API server leaves empty fields out, so all are optional.
import type { Fields, Strings, WireLabelSelector, WireMeta, WireNodeSelector, WirePodSpec } from "./wire.ts";

type WireStrategy = Fields<{
  type: string;
  rollingUpdate: Fields<{ maxUnavailable: string | number; partition: number }>;
}>;

/** Deployment, StatefulSet and DaemonSet in one; each has some of the fields. */
export type WireRollout = Fields<{
  metadata: WireMeta;
  spec: Fields<{
    paused: boolean;
    replicas: number;
    selector: WireLabelSelector;
    strategy: WireStrategy;
    updateStrategy: WireStrategy;
    template: Fields<{ metadata: WireMeta; spec: WirePodSpec }>;
  }>;
  status: Fields<{
    observedGeneration: number;
    replicas: number;
    readyReplicas: number;
    updatedReplicas: number;
    availableReplicas: number;
    desiredNumberScheduled: number;
    currentNumberScheduled: number;
    numberReady: number;
    numberAvailable: number;
    updatedNumberScheduled: number;
  }>;
}>;

export type WireBudget = Fields<{
  metadata: WireMeta;
  spec: Fields<{
    selector: WireLabelSelector;
    minAvailable: string | number;
    maxUnavailable: string | number;
    unhealthyPodEvictionPolicy: string;
  }>;
  status: Fields<{
    observedGeneration: number;
    disruptionsAllowed: number;
    currentHealthy: number;
    desiredHealthy: number;
    expectedPods: number;
  }>;
}>;

export type WireConfigMap = Fields<{ metadata: WireMeta; data: Strings }>;

/** `data` is base64. */
export type WireSecret = Fields<{ metadata: WireMeta; type: string; data: Strings }>;

export type WireCertificateRequest = Fields<{
  metadata: WireMeta;
  spec: Fields<{
    request: string;
    signerName: string;
    expirationSeconds: number;
    usages: readonly string[];
    username: string;
    groups: readonly string[];
  }>;
  status: Fields<{
    certificate: string;
    conditions: readonly Fields<{
      type: string;
      status: string;
      reason: string;
      message: string;
      lastUpdateTime: string;
    }>[];
  }>;
}>;

export type WirePersistentVolume = Fields<{
  metadata: WireMeta;
  spec: Fields<{
    claimRef: Fields<{ namespace: string; name: string }>;
    nodeAffinity: Fields<{ required: WireNodeSelector }>;
  }>;
}>;
