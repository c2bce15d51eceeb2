// Takes secrets out of text before it reaches chat, logs or files.

const mark = "[redacted]";

/** Shapes of secrets that turn up in logs, events and errors, with what stays readable around them. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g, mark],
  [/\b(?:xox[abeoprs]|xapp)-[\w-]{8,}/g, mark],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, mark],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mark],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}/g, mark],
  // A kubeadm bootstrap token (cluster-bootstrap/token/api: [a-z0-9]{6}.[a-z0-9]{16}).
  [/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g, mark],
  [/(--certificate-key[ =])[0-9a-f]{64}/g, `$1${mark}`],
  [/((?:client-key-data|token-secret|certificate-key)["']?\s*[:=]\s*["']?)[^\s"',}]+/gi, `$1${mark}`],
  [/\b(Authorization["']?\s*[:=]\s*["']?(?:Bearer|Basic)\s+)[^\s"',}]+/gi, `$1${mark}`],
  [/\b(Bearer\s+)[\w.~+/-]{20,}=*/g, `$1${mark}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:)[^\s/@]+(@)/gi, `$1${mark}$2`],
  [
    /\b((?:[\w-]*_)?(?:password|passwd|passphrase|secret|secret[_-]?key|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s"',;&}]+)/gi,
    `$1${mark}`,
  ],
];

/** A function that removes the given values (Wheelhouse's own secrets) and everything shaped like a secret. */
export function createRedactor(own: readonly string[]): (text: string) => string {
  const values = own.filter((value) => value.length >= 8);
  return (text) => {
    const withoutOwn = values.reduce((rest, value) => rest.replaceAll(value, mark), text);
    return shapes.reduce((rest, [shape, replacement]) => rest.replace(shape, replacement), withoutOwn);
  };
}
