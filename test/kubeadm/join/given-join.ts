// A cluster in memory that machines can join: its authority, cluster-info, bootstrap tokens, and a signer that may be dead.
import { createHmac } from "node:crypto";
import { RefusedError } from "#src/base/errors.ts";
import type { ClusterActions } from "#src/kubernetes/actions.ts";
import type { Cluster, TokenSecrets } from "#src/kubernetes/cluster.ts";
import type { BootstrapToken, CertificateRequest, ConfigMap } from "#src/kubernetes/facts.ts";
import type { Lease, Node } from "#src/kubernetes/objects.ts";
import { givenCluster, givenLease, hour, now } from "../../given.ts";

export { now };

/** An ECDSA authority and its pin: made as ca-pins.test.ts says. */
export const authority = `-----BEGIN CERTIFICATE-----
MIIBgDCCASWgAwIBAgIUMSAXkT4QS1GZ8Mlx8sSllewOuA8wCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjIyMTUzNDNaFw0zNjExMTky
MTUzNDNaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASjcZvNrzmpRYXm6m1oCTxnvwxxyOhotIqya/dQCS9HwMQOcUsjAqqm
dK7BIrhRXxE8qJ+nP4O0ropgV+Qj1haGo1MwUTAdBgNVHQ4EFgQUvQt/12V/LZA5
MDVlHoi165c/LxYwHwYDVR0jBBgwFoAUvQt/12V/LZA5MDVlHoi165c/LxYwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAolD//z0SZsAjXvqN3qX8
Xz4QTSeJ/d/7kn2yagYuFkgCIQCp+i0l2wwzOOShaZ+nlUV++5LGTvBX+G02wGwd
+bjJxg==
-----END CERTIFICATE-----`;
export const otherAuthority = `-----BEGIN CERTIFICATE-----
MIIDCzCCAfOgAwIBAgIUEDCTSy8o9Ijs+gzXsX24bmEgPZ4wDQYJKoZIhvcNAQEL
BQAwFTETMBEGA1UEAwwKa3ViZXJuZXRlczAeFw0yNjExMjIyMTUzNDNaFw0zNjEx
MTkyMTUzNDNaMBUxEzARBgNVBAMMCmt1YmVybmV0ZXMwggEiMA0GCSqGSIb3DQEB
AQUAA4IBDwAwggEKAoIBAQC+0x3o13eoM780RlLlx9BxdEiSgokc3o41QX6zytsI
mnMcT4WKg7CbaDQmZJveGGauk0rk5FkV1h0fc9+ird6Mp1KwipJhEukGkmMHd1jA
/lAZ1/3nUt84+0pMdte/zboEcCTgu2X1MwBzsYEVSWkuzgwpu4a01wlWmbobeeof
ap1DBsPyetD5RFPAK3zmWDVgWXATd41cwCmb8fJxpVekHdPR2j9wVoMLH/sJ+nn/
5GcIq3ku0qLRqxK4LA9Gy2fsAFspbV/WxJq/1F5aQ2ZBswnNbZCUL8AtFdSzkS2y
IESUymk+Ohawk2h/uFXw7v6h0DUDRuhCay8aH7coPMaDAgMBAAGjUzBRMB0GA1Ud
DgQWBBQ8O3ZDH6vWXoIrxK/YHkUGl28MijAfBgNVHSMEGDAWgBQ8O3ZDH6vWXoIr
xK/YHkUGl28MijAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQAz
5bi9GT3VGpM46octzGBylG4btWhGABVf3qH8/9oxOYtGjCSbIcZOffo4Rms29edi
t+YG0+ZqRS9qM1W0Lys4Fb/x966xaqRwmW1XP4bdp5xGlAAQFsZG6V0Uh1zMlz61
dxcLm2Fp1FyA0Hyvj4Hcz4tKbL2CfILoybhwdZZyCEuZRInihEMoG/i91aKXXM8N
8vrxkHTfGqCDrqY1xj/dniE3f/K6z2y0CjFs3E1hwo8ZYYNGCMpQ3tpFzYMqNnr6
DUmIDe8GEbuXCmLFQzpMyP2IhA09HTX3YUnWu6HOdFvqloXT7seFyHVxiNQwWwng
qdEiyKFgezPR1bCVKxQd
-----END CERTIFICATE-----`;
export const pin = "sha256:03c06062dd5abddb2060f16b35cad3c3e37707b6823565cf15f7338a70b516a1";

export function givenToken(more: Partial<BootstrapToken> = {}): BootstrapToken {
  const { id = "k7w2ma" } = more;
  return {
    id,
    uid: `uid-${id}`,
    resourceVersion: "1",
    createdAt: now,
    expiresAt: now + hour,
    usages: ["authentication", "signing"],
    groups: ["system:bootstrappers:kubeadm:default-node-token"],
    description: "for the new Pi",
    ours: false,
    labels: {},
    annotations: {},
    ...more,
  };
}

export function givenMap(name: string, data: Readonly<Record<string, string>>): ConfigMap {
  return {
    namespace: "kube-public",
    name,
    uid: `uid-${name}`,
    resourceVersion: "1",
    annotations: {},
    data,
  };
}

export function kubeconfigOf(pem = authority, server = "https://10.0.0.10:6443"): string {
  const encoded = Buffer.from(pem).toString("base64");
  return `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${encoded}\n    server: ${server}\n  name: ""\nkind: Config\n`;
}

type Given = {
  readonly tokens?: readonly BootstrapToken[];
  readonly requests?: readonly CertificateRequest[];
  readonly nodes?: readonly Node[];
  readonly leases?: readonly Lease[];
  /** False: kube-controller-manager signs nothing. */
  readonly signs?: boolean;
};

/** Everything in `world` may be changed at any time. */
export function givenJoinable(given: Given = {}) {
  const world = {
    tokens: [...(given.tokens ?? [])],
    requests: [...(given.requests ?? [])],
    kubeconfig: kubeconfigOf() as string | undefined,
    root: authority as string | undefined,
    signs: given.signs ?? true,
    /** What a signer that is no friend of ours would write. */
    forged: undefined as string | undefined,
    /** What was changed, in order. */
    calls: [] as string[],
    /** Thrown by the next change, which is made all the same. */
    lost: undefined as Error | undefined,
  };
  const secretOf = (id: string) => `${id}0123456789`;
  const view = givenCluster({
    name: "home",
    nodes: given.nodes ?? [],
    leases: given.leases ?? [givenLease({ name: "kube-controller-manager" })],
    fresh: {
      bootstrapTokens: async () => world.tokens,
      certificateRequests: async () => world.requests,
      configMap: async (_namespace, name) => {
        if (name === "kube-root-ca.crt")
          return world.root === undefined ? undefined : givenMap(name, { "ca.crt": world.root });
        return world.kubeconfig === undefined ? undefined : givenMap(name, infoData(world.kubeconfig));
      },
    },
  });

  function infoData(kubeconfig: string): Record<string, string> {
    const signatures = world.tokens
      .filter(({ usages }) => world.signs && usages.includes("signing"))
      .map(({ id }) => [`jws-kubeconfig-${id}`, world.forged ?? sign(kubeconfig, id)]);
    return { kubeconfig, ...Object.fromEntries(signatures) };
  }

  function sign(text: string, id: string): string {
    const header = Buffer.from(JSON.stringify({ alg: "HS256", kid: id })).toString("base64url");
    const body = `${header}.${Buffer.from(text).toString("base64url")}`;
    return `${header}..${createHmac("sha256", secretOf(id)).update(body).digest("base64url")}`;
  }

  function called(what: string): void {
    world.calls.push(what);
    const { lost } = world;
    world.lost = undefined;
    if (lost) throw lost;
  }

  const acts: Partial<ClusterActions & TokenSecrets> = {
    createToken: async ({ expiresAt, description, groups, annotations }) => {
      const id = `aaaa0${world.tokens.length}`;
      world.tokens.push(givenToken({ id, expiresAt, description, groups, annotations, ours: true }));
      called(`create ${id}`);
      return { id };
    },
    deleteToken: async ({ id, uid }) => {
      world.tokens = world.tokens.filter((token) => token.uid !== uid);
      called(`delete ${id}`);
      return "deleting";
    },
    revealToken: async (id) => {
      if (!world.tokens.some((token) => token.id === id)) throw new RefusedError(`no token ${id}`);
      return `${id}.${secretOf(id)}`;
    },
    decideCertificateRequest: async ({ name, uid }, { verdict, reason, message }) => {
      const type = verdict === "approve" ? "Approved" : "Denied";
      world.requests = world.requests.map((each) =>
        each.uid === uid
          ? {
              ...each,
              conditions: [{ type, reason, message, since: now }],
              issued: type === "Approved" && world.signs,
            }
          : each,
      );
      called(`${verdict} ${name}`);
    },
  };
  // The commands and steps of these tests use no other verb.
  return { world, cluster: { ...view, ...acts } as Cluster };
}
