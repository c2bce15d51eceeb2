// A simulated machine that answers over real SSH, in a process of its own: what both sides of the bench log in to.
import { newKey, startHost } from "../../playground/hosts/host.ts";
import { tell } from "../program.ts";

export type MachineReady = {
  readonly port: number;
  /** Base64, as in known_hosts. */
  readonly hostKey: string;
  /** Of whoever may log in, as OpenSSH keeps it. */
  readonly privateKey: string;
};

const key = newKey();
const { port, publicKey } = await startHost({ name: "pi-4", authorizedKeys: [key.public] });
const ready: MachineReady = { port, hostKey: publicKey.toString("base64"), privateKey: key.private };
tell(ready);
