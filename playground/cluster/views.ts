// One stored object seen through another group: events of events.k8s.io are the core group's events.
import { type KubeObject, numberAt } from "./object.ts";
import { keyOf, type Resource } from "./resources.ts";

/** Where a resource's objects are stored. */
export function storedKey(resource: Resource): string {
  return resource.group === "events.k8s.io" ? "events" : keyOf(resource);
}

/** The stored object as this resource's version shows it. */
export function viewOf(resource: Resource, object: KubeObject): KubeObject {
  if (resource.group !== "events.k8s.io") return object;
  const {
    involvedObject,
    message,
    firstTimestamp,
    lastTimestamp,
    count,
    source,
    reportingComponent,
    ...rest
  } = object;
  return {
    ...rest,
    apiVersion: "events.k8s.io/v1",
    regarding: involvedObject,
    note: message,
    reportingController: reportingComponent,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: numberAt(object, "count", 1),
    deprecatedSource: source,
  };
}
