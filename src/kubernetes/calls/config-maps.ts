// Changing a ConfigMap, as a call.
import type { ApiCall } from "#src/base/call.ts";
import type { Changes, ObjectRef } from "../actions.ts";
import { callPath, configMapResource } from "../resources.ts";

export type ConfigMapChange = {
  readonly data?: Changes | undefined;
  readonly annotations?: Changes | undefined;
};

export function configMapCall(
  { namespace, name, uid, resourceVersion }: ObjectRef,
  { data, annotations }: ConfigMapChange,
): ApiCall {
  return {
    at: "api",
    method: "PATCH",
    path: callPath(configMapResource(namespace), { namespace, name }),
    body: { metadata: { uid, resourceVersion, annotations }, data },
  };
}
