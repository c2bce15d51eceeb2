// Whether the images of the new version can be had where they are needed.
import { few } from "#src/base/text.ts";
import type { UpgradeFacts, WantedImage } from "../facts.ts";
import { blocking, type Gate, passed, unknown } from "../gate.ts";
import { notSeen } from "./seen.ts";

/** Nothing is pulled to find out. What is fetched there beforehand counts as had. */
export function images(facts: UpgradeFacts): Gate {
  const about = "Images";
  const missing = those(facts, "missing");
  if (missing)
    return blocking(
      about,
      `${missing.said}: no registry that the runtime asks has it`,
      "another version, or the mirror or imageRepository that lacks it",
    );
  const silent = those(facts, "silent");
  if (silent)
    return blocking(
      about,
      `${silent.said}: not there, and no registry answers`,
      `there: sudo crictl pull ${silent.image}`,
    );
  const locked = those(facts, "locked");
  if (locked) return unknown(about, `${locked.said}: the registry wants a login, which the runtime may have`);
  const proxied = those(facts, "proxied");
  if (proxied)
    return unknown(about, `${proxied.said}: the runtime goes through a proxy, and was not asked to fetch`);
  return (
    notSeen(about, facts, (machine) => machine.images === undefined) ??
    passed(
      about,
      "there, or offered by the registry; etcd's and CoreDNS's are fetched before anything is touched",
    )
  );
}

type Those = { readonly said: string; readonly image: string };

/** `registry.k8s.io/kube-proxy:v1.38.0 for pi-1`. */
function those({ machines }: UpgradeFacts, wanted: WantedImage["found"]): Those | undefined {
  const all = machines.flatMap(({ node, images: its = [] }) =>
    its.filter(({ found }) => found === wanted).map(({ image }) => ({ node, image })),
  );
  const [first] = all;
  if (!first) return undefined;
  const byImage = [...Map.groupBy(all, ({ image }) => image)];
  const names = byImage.map(
    ([image, its]) =>
      `${image} for ${few(
        its.map(({ node }) => node),
        5,
      )}`,
  );
  return { said: few(names, 4), image: first.image };
}
