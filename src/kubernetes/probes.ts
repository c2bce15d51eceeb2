// The table of probes: a file in probes/ and a row here are all that a new one needs.
import type { Probe, Reading } from "./probe.ts";
import apiServer from "./probes/api-server.ts";

export const probes = { apiServer } as const satisfies Readonly<Record<string, Probe<unknown>>>;

export type ProbeName = keyof typeof probes;

export type Value<Name extends ProbeName> = Awaited<ReturnType<(typeof probes)[Name]["read"]>>;

/** The newest of each; absent until the first was made. */
export type Readings = { readonly [Name in ProbeName]?: Reading<Value<Name>> };
