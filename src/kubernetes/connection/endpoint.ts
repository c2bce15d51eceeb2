// What a connection to an API server needs, and why there may be none.

/** Where the API server is and what authenticates us there. Holds secrets: never logged. */
export type Endpoint = {
  /** `https://10.0.0.10:6443`. */
  readonly server: string;
  readonly proxy: string | undefined;
  /** PEM. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly servername: string | undefined;
  readonly rejectUnauthorized: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

export type CredentialsRequest = {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly inCluster: boolean;
};

export type CredentialsProblem =
  | { readonly kind: "unreadable-file"; readonly path: string; readonly code: string }
  | { readonly kind: "not-yaml"; readonly detail: string }
  | { readonly kind: "unknown-context"; readonly context: string; readonly known: readonly string[] }
  | { readonly kind: "unknown-cluster" | "unknown-user"; readonly name: string }
  | { readonly kind: "not-in-cluster" }
  | { readonly kind: "bad-certificate"; readonly detail: string }
  | { readonly kind: "bad-server"; readonly server: string }
  | { readonly kind: "bad-token" }
  | { readonly kind: "plugin-not-found"; readonly command: string }
  | { readonly kind: "plugin-failed"; readonly command: string; readonly detail: string }
  | { readonly kind: "timed-out"; readonly afterMs: number }
  | { readonly kind: "invalid"; readonly detail: string };

export type CredentialsAnswer = { readonly endpoint: Endpoint } | { readonly problem: CredentialsProblem };
