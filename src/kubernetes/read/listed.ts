// What is listed when somebody asks, as one table: each row is a method of ClusterView.
import { type Resource, resources } from "../resources.ts";
import { projectEndpoints, projectService } from "../wire/project.ts";
import { projectClaim } from "./claims.ts";
import { projectNamespace } from "./namespaces.ts";
import { projectWebhooks } from "./webhooks.ts";

type Row = {
  readonly resource: Resource;
  /** One object of the resource's own type as its record, or as several. */
  readonly project: (object: never) => unknown;
};

export const listed = {
  services: { resource: resources.services, project: projectService },
  endpoints: { resource: resources.endpointSlices, project: projectEndpoints },
  namespaces: { resource: resources.namespaces, project: projectNamespace },
  validatingWebhooks: { resource: resources.validatingWebhooks, project: projectWebhooks },
  mutatingWebhooks: { resource: resources.mutatingWebhooks, project: projectWebhooks },
  volumeClaims: { resource: resources.persistentVolumeClaims, project: projectClaim },
} as const satisfies Readonly<Record<string, Row>>;

export type Listed = keyof typeof listed;
type Made<Name extends Listed> = ReturnType<(typeof listed)[Name]["project"]>;

/** The records that each row makes. */
export type ListedRecords = {
  readonly [Name in Listed]: Made<Name> extends readonly (infer One)[]
    ? readonly One[]
    : readonly Made<Name>[];
};

/** All namespaces when `namespace` is undefined, as it is for what is in none. */
export type ListedReads = {
  readonly [Name in Listed]: (
    namespace: string | undefined,
    signal: AbortSignal,
  ) => Promise<ListedRecords[Name]>;
};
