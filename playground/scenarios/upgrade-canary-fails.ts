// The same as upgrade-kubelet-fails, on the worker that an upgrade of the whole cluster does first.
import { failingKubelet } from "./upgrade-kubelet-fails.ts";

export default failingKubelet({
  node: "pi-1",
  name: "upgrade-canary-fails",
  title: "Upgrade: the first worker fails",
  description:
    "pi-1 gives its kubelet a flag that 1.38 no longer knows, where no check looks. Ask for upgrade start 1.38.0: it stops there. Switch this off, resume, and it goes on.",
});
