// Whether the machine reaches what it is to join.
import { type Check, findings } from "../finding.ts";

const { passed, blocking } = findings("API server");

export const apiServer: Check = ({ host: { reachesApi }, cluster: { endpoint } }) =>
  reachesApi
    ? [passed(`reaches ${endpoint}`)]
    : [
        blocking(
          `it does not reach ${endpoint}`,
          "A firewall, a route, or a name that it does not know stands between.",
        ),
      ];
