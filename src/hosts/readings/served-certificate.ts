// Which certificate something on the machine shows, asked there: so no firewall is in between, and no API server is needed.
import { certificateIn } from "./certificate-files.ts";
import { defineReading, isMissing, Unreadable } from "./reading.ts";

/** Undefined where nothing answers. Whoever wants to see a client's certificate first shows its own all the same. */
export const servedCertificate = defineReading({
  argv: (port: number) => ["timeout", "5", "openssl", "s_client", "-connect", `127.0.0.1:${port}`],
  parse: (said) => {
    if (isMissing(said)) throw new Unreadable("there is no openssl");
    return certificateIn(said.stdout);
  },
});
