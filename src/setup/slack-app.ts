// Where a person makes the Slack app: Slack's own page, with the manifest filled in.
import { parse, stringify } from "yaml";

/** https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests#sharing-manifests */
export function newAppLink(manifest: string): string {
  // Without its comments: an address has an end.
  const text = stringify(parse(manifest), { lineWidth: 0 });
  return `https://api.slack.com/apps?new_app=1&manifest_yaml=${encodeURIComponent(text)}`;
}
