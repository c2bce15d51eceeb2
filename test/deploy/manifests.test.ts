// The manifests fit together, and the pod keeps the "restricted" standard of Kubernetes.
import { describe, expect, test } from "vitest";
import { parseSettings } from "#src/config/parse-settings.ts";
import {
  type Labels,
  type Manifest,
  readManifest,
  readManifests,
  readText,
  readYaml,
} from "./deploy-files.ts";
import { longestStopSeconds } from "./longest-stop.ts";

type Kustomization = {
  readonly resources: readonly string[];
  readonly namespace?: string;
  readonly configMapGenerator?: readonly { readonly name: string; readonly files: readonly string[] }[];
};
type Mount = { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean };
type Volume = Readonly<Record<string, unknown>> & { readonly name: string };
type Deployment = Manifest & {
  readonly spec: {
    readonly replicas: number;
    readonly strategy: { readonly type: string };
    readonly selector: { readonly matchLabels: Labels };
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
  };
};
type PodSpec = {
  readonly serviceAccountName: string;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly [Container];
  readonly volumes: readonly Volume[];
} & Readonly<Record<string, unknown>>;
type Container = {
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly Mount[];
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly resources: Readonly<Record<string, unknown>>;
};
type Probe = { readonly httpGet: { readonly path: string; readonly port: string } };
type Service = Manifest & {
  readonly spec: {
    readonly selector: Labels;
    readonly ports: readonly { name: string; targetPort: string }[];
  };
};
type Secret = Manifest & { readonly stringData: Readonly<Record<string, string>> };

const base = readYaml<Kustomization>("deploy/base/kustomization.yaml");
const deployment = readManifest<Deployment>("deploy/base/deployment.yaml", "Deployment");
const pod = deployment.spec.template.spec;
const [container] = pod.containers;

describe("the kustomization", () => {
  test("keeps the Role in kube-system: no namespace is set over all", () => {
    expect(base.namespace).toBeUndefined();
  });

  test("leaves the Secret to the person", () => {
    const objects = base.resources.flatMap((file) => readManifests(`deploy/base/${file}`));

    expect([...new Set(objects.map(({ kind }) => kind))].toSorted()).toEqual([
      "ClusterRole",
      "ClusterRoleBinding",
      "Deployment",
      "Namespace",
      "PersistentVolumeClaim",
      "Role",
      "RoleBinding",
      "ServiceAccount",
    ]);
  });

  test.each(["deploy/base/wheelhouse.yaml", "deploy/overlays/http/wheelhouse.yaml"])(
    "brings settings that Wheelhouse accepts, and gives nobody a role: %s",
    (path) => {
      const { settings, problems } = parseSettings(path, readText(path));

      expect(problems).toEqual([]);
      expect(Object.values(settings?.access ?? {}).flat()).toEqual([]);
      expect(settings?.clusters.home?.inCluster).toBe(true);
    },
  );
});

describe("the pod", () => {
  test.each<[string, unknown, unknown]>([
    ["is the only one", deployment.spec.replicas, 1],
    ["ends before its successor starts", deployment.spec.strategy, { type: "Recreate" }],
    ["runs as the bot's account", pod.serviceAccountName, "wheelhouse"],
    ["is not root", pod.securityContext.runAsNonRoot, true],
    ["has the image's user", pod.securityContext.runAsUser, imageUser()],
    ["may write its volume", pod.securityContext.fsGroup, imageUser()],
    ["is confined by seccomp", pod.securityContext.seccompProfile, { type: "RuntimeDefault" }],
    ["cannot gain privileges", container.securityContext.allowPrivilegeEscalation, false],
    ["cannot write its root", container.securityContext.readOnlyRootFilesystem, true],
    ["has no capability", container.securityContext.capabilities, { drop: ["ALL"] }],
    ["shares no network with its node", pod.hostNetwork, undefined],
    ["shares no processes with its node", pod.hostPID, undefined],
    ["fits a Raspberry Pi", container.resources.requests, { cpu: "50m", memory: "96Mi" }],
    ["lives by /livez", container.livenessProbe.httpGet, { path: "/livez", port: "http" }],
    ["is ready by /readyz", container.readinessProbe.httpGet, { path: "/readyz", port: "http" }],
    ["listens where the image does", container.ports, [{ name: "http", containerPort: imagePort() }]],
  ])("%s", (_title, given, wanted) => {
    expect(given).toEqual(wanted);
  });

  test("has more time to stop than the bot takes", () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(longestStopSeconds());
  });

  test("mounts only volumes of itself, of no node, and every one of them", () => {
    const kinds = pod.volumes.flatMap(({ name: _name, ...source }) => Object.keys(source));

    expect(container.volumeMounts.map(({ name }) => name).toSorted()).toEqual(
      pod.volumes.map(({ name }) => name).toSorted(),
    );
    expect(kinds.toSorted()).toEqual(["configMap", "emptyDir", "persistentVolumeClaim", "secret"]);
  });

  test("writes where the image says the database is", () => {
    const writable = container.volumeMounts
      .filter(({ readOnly }) => !readOnly)
      .map(({ mountPath }) => mountPath);

    expect(imageVariables().DATABASE_URL).toMatch(/^sqlite:\/var\/lib\/wheelhouse\//);
    expect(imageVariables().WHEELHOUSE_CONFIG).toBe("/etc/wheelhouse/wheelhouse.yaml");
    expect(writable).toContain("/var/lib/wheelhouse");
  });

  test("reads each token from a key of the Secret", () => {
    const secret = readManifest<Secret>("deploy/base/secret.example.yaml", "Secret");
    const given = container.env.filter(({ value }) => value !== undefined);
    const files = Object.fromEntries(given.map(({ name, value }) => [name, value]));

    expect(files).toEqual({
      SLACK_BOT_TOKEN_FILE: "/run/secrets/wheelhouse/slack-bot-token",
      SLACK_APP_TOKEN_FILE: "/run/secrets/wheelhouse/slack-app-token",
      SLACK_SIGNING_SECRET_FILE: "/run/secrets/wheelhouse/slack-signing-secret",
    });
    expect(Object.keys(secret.stringData).map((key) => `/run/secrets/wheelhouse/${key}`)).toEqual(
      Object.values(files),
    );
    expect(pod.volumes).toContainEqual({
      name: "secrets",
      secret: { secretName: secret.metadata.name, defaultMode: 0o440 },
    });
  });

  test("is told which pod it is", () => {
    const told = container.env.flatMap(({ name, valueFrom }) => (valueFrom ? [[name, valueFrom]] : []));

    expect(told).toEqual([
      ["POD_NAME", { fieldRef: { fieldPath: "metadata.name" } }],
      ["POD_NAMESPACE", { fieldRef: { fieldPath: "metadata.namespace" } }],
    ]);
  });

  test("mounts the settings that the kustomization generates", () => {
    expect(base.configMapGenerator).toEqual([
      { name: "wheelhouse", namespace: "wheelhouse", files: ["wheelhouse.yaml"] },
    ]);
    expect(pod.volumes).toContainEqual({ name: "configuration", configMap: { name: "wheelhouse" } });
  });
});

describe("the labels", () => {
  test("of the pod are those that the Deployment and the Service look for", () => {
    const service = readManifest<Service>("deploy/overlays/http/service.yaml", "Service");
    const { labels } = deployment.spec.template.metadata;

    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    expect(service.spec.selector).toEqual(labels);
    expect(service.spec.ports.map(({ targetPort }) => targetPort)).toEqual(
      container.ports.map(({ name }) => name),
    );
  });
});

describe("the Ingress", () => {
  test("opens the path of Slack and no other", () => {
    const paths = [
      ...readText("deploy/overlays/http/ingress.yaml").matchAll(/path: (\S+)\n\s+pathType: (\S+)/g),
    ];

    expect(paths.map(([, path, how]) => [path, how])).toEqual([["/slack/events", "Exact"]]);
  });
});

function imageVariables(): Readonly<Record<string, string>> {
  const block = /^ENV ((?:.*\\\n)*.*)/m.exec(readText("Dockerfile"))?.[1] ?? "";
  return Object.fromEntries(
    block.split("\\\n").map((pair) => {
      const [name = "", ...value] = pair.trim().split("=");
      return [name, value.join("=")];
    }),
  );
}

function imageUser(): number {
  return Number(/^USER (\d+):\1$/m.exec(readText("Dockerfile"))?.[1]);
}

function imagePort(): number {
  return Number(/^EXPOSE (\d+)$/m.exec(readText("Dockerfile"))?.[1]);
}
