// Writes protobuf-schema.generated.ts from the Go sources of k8s.io/api and k8s.io/apimachinery.
// Run: node playground/cluster/generate-protobuf-schema.ts <dir of k8s.io/api> <dir of k8s.io/apimachinery>
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOTS = [
  "Node",
  "Pod",
  "Service",
  "Event",
  "Namespace",
  "ConfigMap",
  "DaemonSet",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "Job",
  "CronJob",
  "Lease",
  "ListMeta",
];
const SCALARS: Readonly<Record<string, string>> = {
  string: "string",
  bool: "bool",
  int32: "int",
  int64: "int",
  "types.UID": "string",
  "[]byte": "bytes",
  Time: "time",
  MicroTime: "time",
  "resource.Quantity": "quantity",
  "intstr.IntOrString": "intOrString",
  FieldsV1: "fields",
};

type Field = readonly [json: string, number: number, shape: string, type: string];

const [apiDir = "", machineryDir = ""] = process.argv.slice(2);
const sources = [
  join(machineryDir, "pkg/apis/meta/v1/types.go"),
  ...["core", "apps", "batch", "coordination", "discovery"].map((group) =>
    join(apiDir, group, "v1/types.go"),
  ),
].map((path) => readFileSync(path, "utf8"));
const aliases = new Map<string, string>();
const structs = new Map<string, readonly string[]>();
for (const source of sources) readTypes(source);

const schema: Record<string, readonly Field[]> = {};
for (const root of ROOTS) collect(root);
const lines = Object.entries(schema).map(
  ([name, fields]) =>
    `  ${name}: [\n${fields.map((field) => `    ${JSON.stringify(field)},`).join("\n")}\n  ],`,
);
writeFileSync(
  join(import.meta.dirname, "protobuf-schema.generated.ts"),
  `// Written by generate-protobuf-schema.ts from k8s.io/api; do not edit.\n\n/** By message: JSON name ("" is inlined), field number, shape, type. In the order Kubernetes writes them. */\nexport const SCHEMA: Readonly<Record<string, readonly (readonly [string, number, string, string])[]>> = {\n${lines.join("\n")}\n};\n`,
);

function readTypes(source: string): void {
  for (const [, name = "", body = ""] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
    if (!structs.has(name)) structs.set(name, body.split("\n"));
  }
  for (const [, name = "", target = ""] of source.matchAll(/^type (\w+) (\S+)$/gm)) aliases.set(name, target);
}

function collect(name: string): void {
  if (name in schema) return;
  const lines = structs.get(name);
  if (lines === undefined) throw new Error(`no struct ${name}`);
  const fields = lines.flatMap(readField).sort((left, right) => left[1] - right[1]);
  schema[name] = fields;
  for (const [, , , type] of fields) {
    const inner = type.replace(/^message:/, "");
    if (type.startsWith("message:")) collect(inner);
  }
}

function readField(line: string): readonly Field[] {
  const match = /^\s+(?:\w+\s+)?(\S+)\s+`json:"([^"]*)".*protobuf:"\w+,(\d+),/.exec(line);
  if (match === null) return [];
  const [, goType = "", json = "", number] = match;
  const { shape, type } = resolve(goType);
  return [[json.split(",")[0] ?? "", Number(number), shape, type]];
}

function resolve(goType: string): { readonly shape: string; readonly type: string } {
  const bare = goType.replace(/^((\*|\[\]|map\[\S+?\])*)(?:metav1|corev1|v1)\./, "$1");
  if (bare in SCALARS) return { shape: "value", type: SCALARS[bare] ?? "" };
  if (bare.startsWith("*")) return { shape: "pointer", type: resolve(bare.slice(1)).type };
  if (bare.startsWith("[]")) return { shape: "list", type: resolve(bare.slice(2)).type };
  const map = /^map\[\S+?\](.+)$/.exec(bare);
  if (map !== null) return { shape: "map", type: resolve(map[1] ?? "").type };
  const alias = aliases.get(bare);
  if (alias !== undefined) return resolve(alias);
  return { shape: "value", type: `message:${bare}` };
}
