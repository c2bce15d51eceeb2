// The real adapter, pointed at one machine whose key is taken as it is shown.
import { silentLog } from "#src/base/log.ts";
import { memoryPins, pinShown } from "../hosts/given.ts";
import { createUnfencedHosts, type UnfencedHosts } from "../hosts/unfenced.ts";

export type Place = { readonly name: string; readonly address: string; readonly port: number };

export async function reachPlace(place: Place, user: string, identityFile: string): Promise<UnfencedHosts> {
  const hosts = createUnfencedHosts({
    cluster: "home",
    ssh: { user, port: 22, identityFile, agent: false },
    hosts: { [place.name]: place },
    pins: memoryPins(),
    now: Date.now,
    log: silentLog,
  });
  await pinShown(hosts, place.name, place);
  return hosts;
}
