// Takes secrets out of text before it reaches chat, logs or files.

const mark = "[redacted]";

/** A function that removes the given values (Wheelhouse's own secrets) and everything shaped like a secret. */
export function createRedactor(own: readonly string[]): (text: string) => string {
  const values = own.filter((value) => value.length >= 8).flatMap(disguises);
  return (text) => {
    const withoutOwn = values.reduce((rest, value) => rest.replaceAll(value, mark), text);
    if (!suspicious.test(withoutOwn)) return withoutOwn;
    const withoutShapes = shapes.reduce(
      (rest, [shape, replacement]) => rest.replace(shape, replacement),
      withoutOwn,
    );
    return withoutSecretData(withoutCutKeys(withoutShapes));
  };
}

/** Every shape below holds one of these; the cells of a long table seldom do. */
const suspicious = /[\s.:=]|xox|xapp|AKIA|ASIA|gh[pousr]_|github_pat_|glpat|tskey|AGE-|LS0t|wh_/;

/** A value as it is, in a URL and in a Secret. */
function disguises(value: string): readonly string[] {
  return [...new Set([value, encodeURIComponent(value), Buffer.from(value).toString("base64")])];
}

// Every repetition below is bounded, or begins where the one before it cannot: a line of megabytes takes linear time.

/** Names after which a value is secret. What may stand before them, as in DB_PASSWORD, need not be matched. */
const secretNames = [
  "password|passwd|passphrase|passcode|_pass|_pwd|secret",
  "(?:secret|api|access|private|preshared|signing|encryption|master|account|client|certificate)[_-]?key(?:[_-]?base|[_-]?data)?",
  "(?:auth|access|refresh|id|session|api|bot|client|bearer|registration)[_-]?token|token[_-]secret",
].join("|");
/** Words that are no secret, kubectl's note on where a variable comes from, and the place of one in a call. */
const harmless = `(?!(?:null|nil|none|true|false|secrets?|\\[redacted\\])(?![\\w-])|<set to the key|"?<a random secret>|""|'')`;
const quoted = `"(?:[^"\\\\\\n]|\\\\.)*"|'[^'\\n]*'`;
/** The indented lines of a YAML block scalar, a quoted text, or (also after a quote that was cut off) all up to what may end a value. */
const secretValue = `${harmless}(?:[|>][-+]?[ \\t]*(?:\\n[ \\t]+[^\\n]*)+|${quoted}|["']?[^\\s"',;&}]+)`;

/** Shapes of secrets that turn up in logs, events and errors, with what stays readable around them. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g, mark],
  // The same in base64, as in a kubeconfig or a Secret; certificates and public keys stay.
  [/LS0tLS1CRUdJTi(?!BDRVJUSUZJQ0FUR|BQVUJMSUMg)[\w+/]{8,}={0,2}/g, mark],
  [/(?<![\w-])(?:xox[abeoprs]|xapp)-[\w-]{8,}/g, mark],
  // A token for our own doors (`npm run token`).
  [/(?<![\w-])wh_[\w-]{43}(?![\w-])/g, mark],
  [
    /(hooks\.slack\.com\/(?:services|workflows)\/|discord(?:app)?\.com\/api\/webhooks\/)[\w/-]+/g,
    `$1${mark}`,
  ],
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, mark],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mark],
  [
    /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bhvs\.[\w-]{20,}|\btskey-[\w-]{16,}/g,
    mark,
  ],
  [/\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/g, mark],
  [/\b\d{8,10}:AA[\w-]{33}\b/g, mark], // A Telegram bot's token.
  // A kubeadm bootstrap token (cluster-bootstrap/token/api: [a-z0-9]{6}.[a-z0-9]{16}).
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, mark],
  [/((?:--certificate-key[ =]|certificate key:)\s{0,8})[0-9a-f]{64}/gi, `$1${mark}`],
  [
    /\b(Authorization["']?\s{0,8}[:=]\s{0,8}["']?(?:Bearer|Basic|Token|Digest|ApiKey)\s{1,8})[^\s"',}]+/gi,
    `$1${mark}`,
  ],
  [/\b(Bearer\s{1,8})[\w.~+/-]{20,}=*/g, `$1${mark}`],
  [/\b((?:Set-)?Cookie["']?:[ \t]{0,8}["']?)[^\r\n"']+/gi, `$1${mark}`],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]{0,256}:)[^\s/]{1,256}(@)/gi, `$1${mark}$2`],
  [
    /((?<![\w-])--[\w-]{0,40}(?:password|passwd|passphrase|secret|token|api-?key)[ =])[^\s"'-][^\s"']*/gi,
    `$1${mark}`,
  ],
  [new RegExp(`((?:${secretNames})["']?[ \\t]*[:=][ \\t]*)(?:${secretValue})`, "gi"), `$1${mark}`],
  // A container's variables as JSON or YAML: the name on one line, the value on the next.
  [
    new RegExp(
      `(\\bname["']?\\s{0,8}:\\s{0,8}["']?[\\w.-]{0,80}(?:${secretNames}|token)["']?,?\\s{1,40}["']?value["']?\\s{0,8}:[ \\t]{0,8})(?:${secretValue})`,
      "gi",
    ),
    `$1${mark}`,
  ],
  // A token under its bare name: long, and not only letters, so that "token: expired" stays.
  [/(token["']?[ \t]{0,8}[:=][ \t]{0,8}["']?)(?=[A-Za-z_.-]{0,200}\d)[\w.~+/=-]{16,}/gi, `$1${mark}`],
];

const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;
const keyLine = /^[ \t]*[A-Za-z0-9+/=]+[ \t\r]*\n?$/;

/** The rest of a private key whose first lines were cut off, as the tail of a log cuts it. */
function withoutCutKeys(text: string): string {
  let result = "";
  let from = 0;
  for (const { index, 0: end } of text.matchAll(keyEnd)) {
    result += text.slice(from, startOfKey(text, from, index)) + mark;
    from = index + end.length;
  }
  return result + text.slice(from);
}

/** Where the lines of base64 that lead up to `end` begin, not before `from`. */
function startOfKey(text: string, from: number, end: number): number {
  let start = end;
  while (start > from) {
    const lineStart = from + text.slice(from, start - 1).lastIndexOf("\n") + 1;
    if (!keyLine.test(text.slice(lineStart, start))) break;
    start = lineStart;
  }
  return start;
}

/** The base64 values of a Secret's `data`, in YAML and in JSON, whatever their keys are called. */
function withoutSecretData(text: string): string {
  return text
    .replace(/^([ \t]*)(?:data|stringData):[ \t]*(?:\n\1[ \t]+[^\n]*)+/gm, (block) =>
      block.replace(/(:[ \t]+)[A-Za-z0-9+/]{8,}={0,2}(?=[ \t]*$)/gm, `$1${mark}`),
    )
    .replace(/"data"\s{0,8}:\s{0,8}\{[^{}]*\}/g, (block) =>
      block.replace(/(:\s{0,8}")[A-Za-z0-9+/]{8,}={0,2}"/g, `$1${mark}"`),
    );
}
