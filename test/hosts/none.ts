// A cluster none of whose machines Wheelhouse may log in to.
import { UsageError } from "#src/base/errors.ts";
import type { FencedHosts, Hosts, HostsView } from "#src/hosts/host.ts";

const absent = async () => {
  throw new UsageError("There is no such host.");
};

export const noHosts: HostsView = {
  list: async () => [],
  usual: async () => ({ user: "root", port: 22 }),
  packages: (minor) => `https://pkgs.example/v${minor}/deb/`,
  runtimePackages: (os) => `https://pkgs.example/linux/${os}`,
  view: absent,
  shownKey: absent,
};

/** What a step has of them. */
export const noHostsOfStep: Hosts = {
  list: noHosts.list,
  shownKey: absent,
  host: absent,
  pin: absent,
  forget: absent,
  wake: absent,
};

export const noFencedHosts: FencedHosts = { fenced: () => noHostsOfStep };
