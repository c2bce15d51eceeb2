// An upgrade has something in its way: a webhook that nobody answers, a repository's key that has expired, and somebody who asks for an API that is going away.

import { plain } from "../cluster/seed/build.ts";
import { keyring } from "../hosts/node/packages.ts";
import { expiredKey, repositoryKey } from "../hosts/node/repository-key.ts";
import type { Scenario } from "./scenario.ts";

const webhooks = "admissionregistration.k8s.io/validatingwebhookconfigurations";
const name = "guard";
const asked =
  'group="flowcontrol.apiserver.k8s.io",removed_release="1.38",resource="flowschemas",subresource="",version="v1beta3"';

export default {
  name: "upgrade-blocked",
  title: "Upgrade: something in its way",
  description:
    "A webhook that nobody answers refuses pods of kube-system, the key of worker1's repository has expired, and somebody asks for an API that 1.38 no longer has. Ask for an upgrade plan.",
  begin: async (cluster, machines) => {
    (await machines?.node("worker1"))?.machine.write(keyring, expiredKey);
    cluster.requestedApis.add(asked);
    cluster.store.put(
      plain("ValidatingWebhookConfiguration", undefined, name, {
        apiVersion: "admissionregistration.k8s.io/v1",
        webhooks: [
          {
            name: "pods.guard.example",
            failurePolicy: "Fail",
            sideEffects: "None",
            admissionReviewVersions: ["v1"],
            namespaceSelector: {},
            clientConfig: { service: { namespace: name, name, port: 443 } },
            rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
          },
        ],
      }),
    );
  },
  end: async (cluster, machines) => {
    (await machines?.node("worker1"))?.machine.write(keyring, repositoryKey);
    cluster.requestedApis.delete(asked);
    cluster.store.remove(webhooks, undefined, name);
  },
} satisfies Scenario;
