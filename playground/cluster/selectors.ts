// labelSelector and fieldSelector, as list and watch take them.
import {
  at,
  type Fields,
  isFields,
  type KubeObject,
  type Labels,
  labelsAt,
  listAt,
  textAt,
} from "./object.ts";
import type { Resource } from "./resources.ts";
import { badRequest } from "./status.ts";

export type Matcher = (object: KubeObject) => boolean;

type Requirement = (labels: Labels) => boolean;

const COMMON_FIELDS = ["metadata.name", "metadata.namespace"];
const FIELDS_OF_KIND: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  Node: ["spec.unschedulable"],
  Namespace: ["status.phase"],
  ReplicaSet: ["status.replicas"],
  Job: ["status.successful"],
  Secret: ["type"],
  Service: ["spec.clusterIP", "spec.type"],
  CertificateSigningRequest: ["spec.signerName"],
  Event: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
    "regarding.kind",
    "regarding.namespace",
    "regarding.name",
    "regarding.uid",
  ],
};

export function selectorOf(resource: Resource, query: URLSearchParams): Matcher {
  const byLabel = labelMatcher(query.get("labelSelector") ?? "");
  const byField = fieldMatcher(resource, query.get("fieldSelector") ?? "");
  return (object) => byLabel(labelsAt(object, "metadata.labels")) && byField(object);
}

/** A set-based label selector: `a=b`, `a!=b`, `a in (x,y)`, `a notin (x)`, `a`, `!a`. */
export function labelMatcher(selector: string): Requirement {
  const requirements = splitOutsideParentheses(selector).map((text) => labelRequirement(text, selector));
  return (labels) => requirements.every((requirement) => requirement(labels));
}

/** A LabelSelector object or a plain map, as workloads and services carry them. */
export function matchesLabels(wanted: Labels, labels: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** A metav1.LabelSelector: an absent one selects nothing, an empty one everything. */
export function matchesSelector(selector: unknown, labels: Labels): boolean {
  if (!isFields(selector)) return false;
  return (
    matchesLabels(labelsAt(selector, "matchLabels"), labels) &&
    listAt(selector, "matchExpressions").every((expression) => matchesExpression(expression, labels))
  );
}

/** One of matchExpressions, of pods' labels or of nodes'. */
export function matchesExpression({ key, operator, values }: Fields, labels: Labels): boolean {
  const value = labels[String(key)];
  const listed = value !== undefined && Array.isArray(values) && values.includes(value);
  if (operator === "In") return listed;
  if (operator === "NotIn") return !listed;
  if (operator === "Exists") return value !== undefined;
  return operator === "DoesNotExist" && value === undefined;
}

function labelRequirement(text: string, selector: string): Requirement {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text);
  if (set !== null) {
    const [, key = "", operator, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    const isIn = (labels: Labels) => key in labels && values.includes(labels[key] ?? "");
    return operator === "in" ? isIn : (labels) => !isIn(labels);
  }
  const equality = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)$/.exec(text);
  if (equality !== null) {
    const [, key = "", operator, value] = equality;
    return operator === "!=" ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  const existence = /^(!?)([^\s=!()]+)$/.exec(text);
  if (existence === null) {
    throw badRequest(`unable to parse requirement: found '${text}', expected: identifier (in "${selector}")`);
  }
  const [, not, key = ""] = existence;
  return (labels) => key in labels === (not === "");
}

function fieldMatcher(resource: Resource, selector: string): Matcher {
  const known = [...COMMON_FIELDS, ...(FIELDS_OF_KIND[resource.kind] ?? [])];
  const requirements = selector
    .split(",")
    .filter((term) => term !== "")
    .map((term) => {
      const parsed = /^([^=!]+)(==|=|!=)(.*)$/.exec(term);
      if (parsed === null) throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
      const [, field = "", operator, value] = parsed;
      if (!known.includes(field)) throw badRequest(`field label not supported: ${field}`);
      return (object: KubeObject) => (fieldText(object, field) === value) === (operator !== "!=");
    });
  return (object) => requirements.every((requirement) => requirement(object));
}

function fieldText(object: KubeObject, field: string): string {
  if (field === "source") return textAt(object, "source.component");
  const value = at(object, field);
  if (value === undefined && field === "spec.unschedulable") return "false";
  return value === undefined ? "" : String(value);
}

function splitOutsideParentheses(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
