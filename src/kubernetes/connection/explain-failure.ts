// Why an API server could not be reached, in words for people, from codes alone.
import type { Clock } from "#src/base/clock.ts";
import { UnreachableError } from "#src/base/errors.ts";
import type { Resource } from "../resources.ts";
import { readServerValidity, type Validity, validityOf } from "./certificate-dates.ts";
import type { Endpoint } from "./endpoint.ts";
import { AnsweredError, DecodeError, errorCode, isForbidden, SilentError, TooLargeError } from "./failure.ts";
import { isClientCertificateCode, isServerCertificateCode } from "./tls-codes.ts";

/** What a person has to do something about on the cluster's machines. */
export type Ailment = "api server's certificate ended" | "own certificate ended" | "api server refuses";

export type Advice = {
  readonly hint: string;
  readonly shell?: readonly string[];
  /** Lines that mend it from here. */
  readonly offers?: readonly string[];
};

/** What to do about it, from whoever knows how such a cluster is made. */
export type Advise = (ailment: Ailment) => Advice;

type Context = {
  readonly cluster: string;
  /** Undefined while credentials are unknown. */
  readonly endpoint: Endpoint | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly advise?: Advise | undefined;
  /** What was being read, where that is one resource. */
  readonly reading?: Resource;
};

type Explanation = { readonly why: string } & Partial<Advice>;

/** May make a second TLS handshake (no byte of HTTP, no credentials) to learn a certificate's dates. */
export async function explainFailure(error: unknown, context: Context): Promise<UnreachableError> {
  if (error instanceof UnreachableError) return error;
  if (isForbidden(error) && context.reading) return explainForbidden(error, context.cluster, context.reading);
  const { why, hint, shell, offers } = await explain(error, context);
  return new UnreachableError(`cannot reach ${context.cluster}: ${why}`, {
    hint,
    shell,
    offers,
    cause: error,
  });
}

// The API server is well and so is the rest of the cluster: this names what is missing.
function explainForbidden(cause: AnsweredError, cluster: string, reading: Resource): UnreachableError {
  const { group, resource, namespace, verbs } = reading;
  const place = namespace === undefined ? "" : ` in ${namespace}`;
  const why = cause.said === "" ? "" : `: ${cause.said}`;
  return new UnreachableError(`cannot read ${resource}${place} on ${cluster}: forbidden${why}`, {
    hint: `grant Wheelhouse ${verbs.join(" and ")} on ${group === "" ? resource : `${resource}.${group}`}${place}, as deploy/ does; if the API server has just started, wait: it forbids everything until it has read its roles`,
    cause,
  });
}

async function explain(error: unknown, context: Context): Promise<Explanation> {
  const { endpoint } = context;
  if (error instanceof AnsweredError) return explainAnswer(error, context);
  if (error instanceof SilentError) return explainSilence(error, endpoint);
  if (error instanceof TooLargeError) return { why: `an answer of more than ${error.limitBytes} bytes` };
  if (error instanceof DecodeError) {
    return { why: "what answers there does not talk like an API server", hint: "check the server's address" };
  }
  const code = errorCode(error);
  if (isServerCertificateCode(code)) return explainServerCertificate(code, context);
  if (isClientCertificateCode(code)) return explainClientCertificate(context);
  return explainConnection(code, context);
}

function explainAnswer({ status, said }: AnsweredError, context: Context): Explanation {
  if (status === 401) return explainUnauthorized(context);
  if (status === 403) {
    return {
      why: `the API server forbids it (403${said ? `: ${said}` : ""})`,
      hint: "grant Wheelhouse the ClusterRole in deploy/",
    };
  }
  if (status === 429) return { why: "the API server is overloaded (429 Too Many Requests)" };
  if (status >= 500) return { why: `the API server answers ${status}${said ? `: ${said}` : ""}` };
  return {
    why: `the API server answers ${status}${said ? `: ${said}` : ""}`,
    hint: "check the server's address",
  };
}

function explainUnauthorized(context: Context): Explanation {
  const ours = expiredClientCertificate(context);
  if (ours) return ours;
  return {
    why: "the API server does not accept Wheelhouse's credentials (401)",
    hint: context.endpoint?.cert
      ? "its CA may be a new one: copy the kubeconfig again"
      : "the token may have expired",
  };
}

function explainClientCertificate(context: Context): Explanation {
  return (
    expiredClientCertificate(context) ?? {
      why: "the API server does not accept Wheelhouse's client certificate",
      hint: "it may be from another CA: copy the kubeconfig again",
    }
  );
}

function expiredClientCertificate({ endpoint, clock, advise }: Context): Explanation | undefined {
  const validity = endpoint?.cert === undefined ? undefined : validityOf(endpoint.cert);
  if (validity === undefined) return undefined;
  if (validity.until < clock.now()) {
    return {
      why: `Wheelhouse's own client certificate expired on ${day(validity.until)}`,
      ...advise?.("own certificate ended"),
    };
  }
  if (validity.from > clock.now()) {
    return {
      why: `Wheelhouse's own client certificate is valid only from ${day(validity.from)}`,
      hint: "check the clocks of both machines",
    };
  }
  return undefined;
}

async function explainServerCertificate(code: string, context: Context): Promise<Explanation> {
  const validity = await serverValidity(code, context);
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return {
        why: `the API server's certificate expired${validity ? ` on ${day(validity.until)}` : ""}`,
        ...context.advise?.("api server's certificate ended"),
      };
    case "CERT_NOT_YET_VALID":
      return {
        why: `the API server's certificate is valid only from ${validity ? day(validity.from) : "a later day"}`,
        hint: "check the clocks of both machines",
      };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return {
        why: `the API server's certificate is not for ${hostOf(context.endpoint)}`,
        hint: "add the name to apiServer.certSANs, or set tls-server-name in the kubeconfig",
      };
    default:
      return {
        why: "the API server's certificate is not from the CA in the kubeconfig",
        hint: "another machine answers there, or the cluster has a new CA: copy the kubeconfig again",
      };
  }
}

async function serverValidity(code: string, { endpoint, signal }: Context): Promise<Validity | undefined> {
  if (endpoint === undefined || !code.startsWith("CERT_")) return undefined;
  return readServerValidity(endpoint, signal);
}

function explainSilence({ waitingFor, waitedMs }: SilentError, endpoint: Endpoint | undefined): Explanation {
  const seconds = Math.round(waitedMs / 1000);
  if (waitingFor === "stream") return { why: `its watch has been silent for ${seconds} s` };
  return { why: `${placeOf(endpoint)} did not answer within ${seconds} s` };
}

function explainConnection(code: string, { endpoint, advise }: Context): Explanation {
  const place = placeOf(endpoint);
  switch (code) {
    case "ECONNREFUSED":
      return {
        why: `nothing listens on ${place} (connection refused)`,
        ...advise?.("api server refuses"),
      };
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "EHOSTDOWN":
    case "ENETUNREACH":
      return { why: `no route to ${place} (${code})`, hint: "is the machine on, and the network between?" };
    case "ENOTFOUND":
      return { why: `the name in ${place} does not exist (${code})`, hint: "check the server's address" };
    case "EAI_AGAIN":
      return { why: `the name in ${place} cannot be looked up now (${code})`, hint: "is DNS working here?" };
    case "ECONNRESET":
    case "EPIPE":
      return { why: `${place} dropped the connection (${code})` };
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return { why: `${place} does not speak TLS`, hint: "check the server's address" };
    case "EPROTO":
      return { why: `no TLS with ${place} (${code})` };
    default:
      return { why: `the connection to ${place} failed${code ? ` (${code})` : ""}` };
  }
}

function placeOf(endpoint: Endpoint | undefined): string {
  if (endpoint === undefined) return "the API server";
  const { protocol, host, port } = new URL(endpoint.server);
  return port ? host : `${host}:${protocol === "https:" ? 443 : 80}`;
}

function hostOf(endpoint: Endpoint | undefined): string {
  if (endpoint === undefined) return "its address";
  return endpoint.servername ?? new URL(endpoint.server).hostname;
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
