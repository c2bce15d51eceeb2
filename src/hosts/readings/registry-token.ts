// The token that a registry gives to anybody who asks (distribution.github.io/distribution, "Token Authentication"): images that need no login are behind one at Docker Hub, GitHub and Quay.

import { defineReading, lines } from "./reading.ts";
import { headOf } from "./registries.ts";

export type TokenChallenge = {
  /** Where that was said: a registry may have sent whoever asked to another one. */
  readonly at: string;
  /** Where it is to be asked for. */
  readonly realm: string;
  readonly service: string | undefined;
  readonly scope: string | undefined;
};

/** What a registry that answers 401 says of the way in; undefined where that is a password. */
export const tokenChallenge = defineReading({
  argv: (url: string) => [
    "curl",
    ...headOf,
    "--location",
    "--write-out",
    "%{url_effective}\\n",
    "--url",
    url,
  ],
  parse: ({ stdout }): TokenChallenge | undefined => {
    const at = lines(stdout).at(-1)?.trim();
    // After a redirect the last answer counts.
    const said = [...stdout.matchAll(/^www-authenticate:\s*Bearer\s+(.*)$/gim)].at(-1)?.[1] ?? "";
    const fields = new Map(
      [...said.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    const realm = fields.get("realm") ?? "";
    if (at === undefined || !URL.canParse(at) || !/^https?:\/\/[\w.:-]+\/[\w./~%?=&-]*$/.test(realm))
      return undefined;
    return { at, realm, service: fields.get("service"), scope: fields.get("scope") };
  },
});

/** Asked for without any name. Undefined where nobody is given one. */
export const anonymousToken = defineReading({
  argv: (url: string) => [
    ...["curl", "--fail", "--silent", "--show-error", "--location", "--max-time", "8"],
    ...["--max-filesize", "100000", "--", url],
  ],
  parse: ({ code, stdout }): string | undefined => {
    if (code !== 0) return undefined;
    const [, token] = /"(?:access_)?token"\s*:\s*"([\w.~+/=-]+)"/.exec(stdout) ?? [];
    return token;
  },
});

/** The HTTP status for whoever shows that token, which is no secret, as anybody is given one. It follows no redirect, so nobody else is shown it. */
export const manifestStatusWith = defineReading({
  argv: (token: string, url: string) => [
    ...["curl", ...headOf, "--header", `Authorization: Bearer ${token}`, "--write-out", "%{http_code}\\n"],
    ...["--output", "/dev/null", "--url", url],
  ],
  parse: ({ stdout }): number => Number(lines(stdout).at(-1) ?? 0),
});
