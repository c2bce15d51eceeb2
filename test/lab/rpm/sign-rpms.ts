// Signs rpm files with the lab's key, as dnf wants it of each package.
import { withKey } from "../packages/signing-key.ts";
import { run } from "../run.ts";

/** The key's home is in the environment of rpm's own gpg. */
export async function signRpms(files: readonly string[]): Promise<void> {
  await withKey(async (_gpg, home) => {
    const defined = ["_gpg_name isv:kubernetes Lab", `_gpg_path ${home}`, "__gpg /usr/bin/gpg"];
    await run(["rpmsign", ...defined.flatMap((each) => ["--define", each]), "--addsign", ...files]);
  });
}
