// Has a control plane put its keys into the cluster, encrypted, for another one to fetch: kubeadm init phase upload-certs.
import type { Host, HostRun } from "./host.ts";
import { mustRun } from "./must-run.ts";
import { asRoot } from "./quote.ts";
import { removeSecretArgv, secretPath, writeSecretArgv } from "./secret-file.ts";

export const uploadFile = "upload-certs.yaml";

/** `configuration` holds the key that opens them: it goes through a file that only root reads, and kubeadm is told not to print it. */
export function uploadRuns(operation: string, configuration: string): readonly HostRun[] {
  const path = secretPath(operation, uploadFile);
  const phase = ["kubeadm", "init", "phase", "upload-certs", "--upload-certs"];
  return [
    { argv: writeSecretArgv(path), stdin: configuration },
    { argv: asRoot([...phase, "--skip-certificate-key-print", "--config", path]), timeoutMs: 100_000 },
    removeUpload(operation),
  ];
}

type Upload = { readonly configuration: string; readonly signal: AbortSignal };

/** @throws StepError when kubeadm does not upload them */
export async function uploadCertificates(
  host: Host,
  operation: string,
  { configuration, signal }: Upload,
): Promise<void> {
  try {
    for (const run of uploadRuns(operation, configuration)) await mustRun(host, run, signal);
  } catch (error) {
    // Nothing needs the file any more, whatever became of it.
    if (!signal.aborted) await host.run(removeUpload(operation), signal).catch(() => undefined);
    throw error;
  }
}

export function removeUpload(operation: string): HostRun {
  return { argv: removeSecretArgv(secretPath(operation, uploadFile)) };
}
