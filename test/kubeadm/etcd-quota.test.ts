import { expect, test } from "vitest";
import { defaultQuotaBytes, etcdQuota } from "#src/kubeadm/etcd-quota.ts";

test.each([
  ["", defaultQuotaBytes],
  ["etcd:\n  local:\n    dataDir: /var/lib/etcd\n", defaultQuotaBytes],
  ['etcd:\n  local:\n    extraArgs:\n      quota-backend-bytes: "8589934592"\n', 8 * 1024 ** 3],
  [
    'etcd:\n  local:\n    extraArgs:\n    - name: quota-backend-bytes\n      value: "8589934592"\n',
    8 * 1024 ** 3,
  ],
  ["etcd:\n  local:\n    extraArgs:\n    - name: quota-backend-bytes\n      value: 0\n", defaultQuotaBytes],
  ['etcd:\n  local:\n    extraArgs:\n      quota-backend-bytes: "-1"\n', undefined],
])("the quota in %j is known", (configuration, quota) => {
  expect(etcdQuota(configuration)).toBe(quota);
});
