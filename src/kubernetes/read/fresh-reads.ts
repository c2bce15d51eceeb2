// What plans rest on and steps prove by, asked of the API server each time.
import { AnsweredError } from "../connection/failure.ts";
import type { ApiServer } from "../connection/request.ts";
import type { FreshReads, PodScope, RolloutName } from "../facts.ts";
import { configMapResource, type Resource, resourcePath, resources, rolloutResource } from "../resources.ts";
import {
  projectBudget,
  projectCertificateRequest,
  projectConfigMap,
  projectNodeFacts,
  projectVolume,
} from "../wire/project-facts.ts";
import { projectPodFacts } from "../wire/project-pod-facts.ts";
import { projectRollout } from "../wire/project-rollout.ts";
import { projectToken, tokenSecretType } from "../wire/project-token.ts";
import type { WireRollout } from "../wire/wire-facts.ts";
import { readJson, readList } from "./read-json.ts";
import { readRequestedApis } from "./requested-apis.ts";
import type { Tell } from "./tell-reading.ts";

type Options = { readonly cluster: string; readonly api: ApiServer; readonly told: Tell };
type Place = { readonly namespace?: string | undefined; readonly name: string };

export function createFreshReads({ cluster, api, told }: Options): FreshReads {
  return {
    node: (name, signal) =>
      told(`node ${name} on ${cluster}`, signal, one(resources.nodes, { name }, projectNodeFacts, signal)),
    pods: (scope, signal) =>
      told(`pods${placeOf(scope)} on ${cluster}`, signal, readList(api, podsIn(scope), signal)),
    disruptionBudgets: (namespace, signal) => {
      const listed = { resource: resources.disruptionBudgets, namespace, project: projectBudget };
      return told(`disruption budgets on ${cluster}`, signal, readList(api, listed, signal));
    },
    rollout: (name, signal) => {
      const reading = one(
        rolloutResource(name),
        name,
        (object: WireRollout) => projectRollout(name, object),
        signal,
      );
      return told(`${sayRollout(name)} on ${cluster}`, signal, reading);
    },
    configMap: async (namespace, name, signal) => {
      const reading = one(configMapResource(namespace, name), { namespace, name }, projectConfigMap, signal);
      return told(`ConfigMap ${namespace}/${name} on ${cluster}`, signal, reading);
    },
    certificateRequests: (signal) => {
      const listed = {
        resource: resources.certificateRequests,
        namespace: undefined,
        project: projectCertificateRequest,
      };
      return told(`certificate requests on ${cluster}`, signal, readList(api, listed, signal));
    },
    bootstrapTokens: (signal) => {
      const fieldSelector = `type=${tokenSecretType}`;
      const listed = {
        resource: resources.tokens,
        namespace: undefined,
        fieldSelector,
        project: projectToken,
      };
      return told(`bootstrap tokens on ${cluster}`, signal, readList(api, listed, signal));
    },
    persistentVolumes: (signal) => {
      const listed = { resource: resources.persistentVolumes, namespace: undefined, project: projectVolume };
      return told(`persistent volumes on ${cluster}`, signal, readList(api, listed, signal));
    },
    requestedApis: (signal) => told(`the metrics of ${cluster}`, signal, readRequestedApis(api, signal)),
  };

  async function one<W, T>(
    resource: Resource,
    { namespace, name }: Place,
    project: (object: W) => T,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    try {
      // The border: each path serves one type, of which only optional fields are read.
      return project((await readJson(api, resourcePath(resource, { namespace, name }), signal)) as W);
    } catch (error) {
      if (error instanceof AnsweredError && error.status === 404) return undefined;
      throw error;
    }
  }
}

/** `deployment shop/web`. */
export function sayRollout({ kind, namespace, name }: RolloutName): string {
  return `${kind.toLowerCase()} ${namespace}/${name}`;
}

function podsIn({ node, namespace, labels = {} }: PodScope) {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  return {
    resource: resources.pods,
    namespace,
    fieldSelector: node === undefined ? undefined : `spec.nodeName=${node}`,
    labelSelector: labelSelector || undefined,
    project: projectPodFacts,
  };
}

function placeOf({ node, namespace }: PodScope): string {
  return `${namespace === undefined ? "" : ` in ${namespace}`}${node === undefined ? "" : ` of node ${node}`}`;
}
