// Whether the versions allow it: one minor at a time, and no kubelet left too far behind.
import { few } from "#src/base/text.ts";
import type { UpgradeFacts } from "../facts.ts";
import { blocking, type Gate, passed } from "../gate.ts";
import { pathTo } from "../path.ts";
import { hopMisfit, leftBehind } from "../skew.ts";
import { oldestOf, parseVersion, sayVersion, type Version } from "../version.ts";

export function oneMinorAtATime({ servers, to, machines }: UpgradeFacts): Gate {
  const about = "Path";
  const from = oldestOf(servers.map(({ version }) => version));
  if (from === undefined)
    return blocking(about, "no API server runs as a static pod, so this is no cluster of kubeadm's");
  const misfit = hopMisfit(from, to);
  if (misfit === undefined)
    return passed(about, `${sayVersion(from)} to ${sayVersion(to)} is one step of kubeadm's`);
  const path = pathTo(from, to, offeredBy(machines));
  if ("none" in path) return blocking(about, misfit);
  const [first = to] = path.stops;
  return blocking(about, misfit, `upgrade plan --to=${sayVersion(first)}`);
}

/** Every version that some machine's repositories have. */
export function offeredBy(machines: UpgradeFacts["machines"]): readonly Version[] {
  return machines.flatMap(({ offered = [] }) => offered.flatMap((each) => parseVersion(each) ?? []));
}

export function noKubeletTooOld({ kubelets, to }: UpgradeFacts): Gate {
  const about = "Kubelets";
  const old = leftBehind(kubelets, to);
  if (old.length === 0) return passed(about, `none would be more than three minors behind ${sayVersion(to)}`);
  const names = old.map(({ node, version }) => `${node} (${sayVersion(version)})`);
  return blocking(
    about,
    `${few(names, 5)} would be more than three minors behind, and kubeadm refuses that`,
    `upgrade node ${old[0]?.node}`,
  );
}
