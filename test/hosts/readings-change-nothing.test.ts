// Readings are what plans, questions and `done` may ask of a machine without anybody's approval: each is a program that only looks.
import { expect, test } from "vitest";
import { type ReadingName, readingOf, readings } from "#src/hosts/readings/index.ts";

const anything = /^/;
const nothing = /^$/;

/** What is looked with, and with which words it only looks. What is not here is no reading. */
const looks: Readonly<Record<string, RegExp>> = {
  "apt-cache": /^madison /,
  "apt-get": /^--simulate /,
  base64: /^--wrap=0 -- /,
  bash: /^-c exec 3<>"?\/dev\/tcp\/[\w.$/]+"?(; printf "GET \/health HTTP\/1\.0\\r\\n\\r\\n" >&3; cat <&3)?( x)*$/,
  cat: anything,
  containerd: /^(--version|config dump)$/,
  crictl:
    /^((ps|pods|images) [^;]*--output=json|exec x etcdutl snapshot status x --write-out=json|exec x etcdctl( --\S+)* (endpoint status --cluster|member list) --write-out=json)$/,
  curl: /^(--fail --silent --show-error --location --max-time \d+ --max-filesize \d+ -- \S+$|--head (?!.*--(data|form|upload|request)))/,
  date: /^\+\S+$/,
  df: anything,
  dnf: /^(--quiet list |--quiet repoquery |--quiet --cacheonly check-update$|--disablerepo=\* needs-restarting -r$)/,
  dpkg: /^--print-architecture$/,
  "dpkg-query": /^--show /,
  du: anything,
  find: /^(?!.*-(delete|exec|ok|fprint|fls))/,
  getent: /^ahosts /,
  grep: anything,
  hostname: nothing,
  ip: /^-json address show$/,
  journalctl: /^(?!.*--(vacuum|rotate|flush|sync|relinquish|setup|update))/,
  kubeadm: /^(version --output=short|certs check-expiration --output=json)$/,
  kubelet: /^--version$/,
  ls: anything,
  openssl: /^s_client -connect 127\.0\.0\.1:x$/,
  rpm: /^--query /,
  sed: /^-n -s -E (-e \/[^;]*\/\{F;p\} )+-- /,
  sha256sum: /^-- /,
  ss: /^(?!.*--kill)/,
  stat: anything,
  systemctl: /^show --property=/,
  test: /^-e /,
  timedatectl: /^show /,
  uname: anything,
  vcgencmd: /^get_throttled$/,
};

test.each(Object.keys(readings) as ReadingName[])("%s only looks", (name) => {
  // Whatever it wants to know, a text will do for what is looked at here.
  const argv = readingOf(name).argv as unknown as (...given: readonly string[]) => readonly string[];
  const [program = "", ...words] = bare(argv(...Array.from({ length: argv.length }, () => "x")));
  expect(looks, `${program} is not known to look only`).toHaveProperty([program]);
  expect(words.join(" ")).toMatch(looks[program] ?? "");
});

/** Without what only says who runs it, how long and how quietly. */
function bare(argv: readonly string[]): readonly string[] {
  const [first, second] = argv;
  if (first === "sudo") return bare(argv.slice(argv.indexOf("--") + 1));
  if (first === "timeout") return bare(argv.slice(2));
  if (first === "nice" || first === "ionice") return second?.startsWith("-") ? bare(argv.slice(3)) : argv;
  return argv;
}
