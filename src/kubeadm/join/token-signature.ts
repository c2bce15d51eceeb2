// The signature by which a joining machine that knows a token's secret trusts cluster-info.
import { createHmac } from "node:crypto";

/**
 * Whether `signature` is the detached JWS of cluster-info's kubeconfig for this token (`<id>.<secret>`), computed as
 * k8s.io/cluster-bootstrap/token/jws does: kubeadm join compares the whole text, too.
 */
export function isSignedWith(token: string, { kubeconfig, signature }: Signed): boolean {
  const [id = "", secret = ""] = token.split(".");
  if (id === "" || secret === "") return false;
  const header = Buffer.from(JSON.stringify({ alg: "HS256", kid: id })).toString("base64url");
  const payload = Buffer.from(kubeconfig).toString("base64url");
  const mac = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
  return signature === `${header}..${mac}`;
}

type Signed = { readonly kubeconfig: string; readonly signature: string };
