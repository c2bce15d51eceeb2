// Everything that keeps pods running, of one namespace or of all.

import type { ApiServer } from "../connection/request.ts";
import type { Workload } from "../objects.ts";
import { type Resource, resources } from "../resources.ts";
import {
  projectCronJob,
  projectDaemonSetWorkload,
  projectJob,
  projectReplicated,
} from "../wire/project-workload.ts";
import type { WireCronJob, WireDaemonSet, WireJob, WireReplicated } from "../wire/wire.ts";
import { readList } from "./read-json.ts";

export async function readWorkloads(
  api: ApiServer,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly Workload[]> {
  const lists = await Promise.all([
    read<WireReplicated>(resources.deployments, (object) => projectReplicated("Deployment", object)),
    read<WireReplicated>(resources.statefulSets, (object) => projectReplicated("StatefulSet", object)),
    read<WireDaemonSet>(resources.daemonSets, projectDaemonSetWorkload),
    read<WireJob>(resources.jobs, projectJob),
    read<WireCronJob>(resources.cronJobs, projectCronJob),
  ]);
  return lists.flat();

  function read<W>(resource: Resource, project: (object: W) => Workload): Promise<readonly Workload[]> {
    return readList<W, Workload>(api, { resource, namespace, project }, signal);
  }
}
