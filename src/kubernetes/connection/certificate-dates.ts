// From when until when a certificate is valid: ours from its PEM, the API server's from a handshake.
import type { Endpoint } from "./endpoint.ts";

const { X509Certificate } = process.getBuiltinModule("node:crypto");
const tls = process.getBuiltinModule("node:tls");

/** Epoch milliseconds. */
export type Validity = { readonly from: number; readonly until: number };

const handshakeMs = 5_000;

/** Undefined when the PEM holds no certificate. */
export function validityOf(pem: string): Validity | undefined {
  try {
    const { validFromDate, validToDate } = new X509Certificate(pem);
    return { from: validFromDate.getTime(), until: validToDate.getTime() };
  } catch {
    return undefined;
  }
}

export type Served = {
  readonly host: string;
  readonly port: number;
  readonly servername?: string | undefined;
};

/** What the API server shows. Undefined if that fails. */
export function readServerValidity(endpoint: Endpoint, signal: AbortSignal): Promise<Validity | undefined> {
  return readServed({ ...addressOf(endpoint.server), servername: endpoint.servername }, signal);
}

export function addressOf(server: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(server);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 443) };
}

/** Handshakes without verifying or showing anything, sends no byte of HTTP, and hangs up. Undefined if that fails. */
export function readServed(
  { host, port, servername }: Served,
  signal: AbortSignal,
): Promise<Validity | undefined> {
  return new Promise((resolve) => {
    const socket = tls.connect({
      ...{ host, port },
      ...(servername !== undefined && { servername }),
      rejectUnauthorized: false,
      timeout: handshakeMs,
    });
    const finish = (validity: Validity | undefined) => {
      signal.removeEventListener("abort", stop);
      socket.destroy();
      resolve(validity);
    };
    const stop = () => finish(undefined);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    socket.once("timeout", stop);
    socket.on("error", stop);
    socket.once("secureConnect", () => finish(presented(socket.getPeerX509Certificate()?.toString())));
  });
}

function presented(pem: string | undefined): Validity | undefined {
  return pem === undefined ? undefined : validityOf(pem);
}
