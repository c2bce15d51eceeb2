// Kubernetes' protobuf encoding of whole objects, byte for byte as the API server's generated code writes it.
import { type Fields, isFields, type KubeObject } from "./object.ts";
import { SCHEMA } from "./protobuf-schema.generated.ts";
import { makeWriter, type Writer } from "./protobuf-writer.ts";

const MAGIC = Buffer.from("k8s\0");
const writer = makeWriter();
// Objects never change in place, so their bytes can be kept as long as they are.
const encoded = new WeakMap<object, Buffer>();

export function canEncode(kind: string): boolean {
  return kind in SCHEMA && kind !== "ListMeta";
}

/** One object as an API server sends it: "k8s\0" and an Unknown that carries the type and the object. */
export function encode(kind: string, object: Fields): Buffer {
  if (!canEncode(kind) && kind !== "Status") throw new Error(`${kind} has no protobuf schema`);
  return unknown(kind, String(object.apiVersion ?? "v1"), rawObject(kind, object));
}

/** A list: metadata=1, items=2. `list` carries kind, apiVersion and metadata. */
export function encodeList(kind: string, list: Fields, items: readonly KubeObject[]): Buffer {
  const raws = items.map((item) => rawObject(kind, item));
  const metadata = rawObject("ListMeta", isFields(list.metadata) ? list.metadata : {});
  const size = raws.reduce((sum, raw) => sum + raw.length + 6, metadata.length + 6);
  writer.reset(size);
  for (let index = raws.length - 1; index >= 0; index -= 1) writer.bytes(2, raws[index] ?? MAGIC);
  writer.bytes(1, metadata);
  return unknown(`${kind}List`, String(list.apiVersion), writer.finish());
}

/** One frame of a watch: big-endian length, then WatchEvent{type=1, object=2{raw=1}}. */
export function encodeWatchEvent(type: string, kind: string, object: Fields): Buffer {
  const inner = type === "ERROR" ? encodeStatus(object) : encode(kind, object);
  writer.reset(inner.length + 32);
  const end = writer.mark();
  writer.bytes(1, inner);
  writer.header(2, end);
  writer.text(1, type);
  const event = writer.finish();
  const frame = Buffer.allocUnsafe(event.length + 4);
  frame.writeUInt32BE(event.length, 0);
  event.copy(frame, 4);
  return frame;
}

/** metav1.Status: metadata=1, status=2, message=3, reason=4, code=6. */
function encodeStatus(status: Fields): Buffer {
  writer.reset(1024);
  writer.int(6, Number(status.code));
  writer.text(4, String(status.reason ?? ""));
  writer.text(3, String(status.message ?? ""));
  writer.text(2, "Failure");
  return unknown("Status", "v1", writer.finish());
}

/** Unknown{typeMeta=1{apiVersion=1, kind=2}, raw=2, contentEncoding=3, contentType=4} behind the magic. */
function unknown(kind: string, apiVersion: string, raw: Buffer): Buffer {
  writer.reset(raw.length + 128);
  writer.text(4, "");
  writer.text(3, "");
  writer.bytes(2, raw);
  const end = writer.mark();
  writer.text(2, kind);
  writer.text(1, apiVersion);
  writer.header(1, end);
  writer.raw(MAGIC);
  return writer.finish();
}

function rawObject(kind: string, object: Fields): Buffer {
  const known = encoded.get(object);
  if (known !== undefined) return known;
  writer.reset(4096);
  writeMessage(kind, object);
  const raw = writer.finish();
  encoded.set(object, raw);
  return raw;
}

// The writer fills its buffer from the end, so that a message's length is known when its header is written.
function writeMessage(name: string, object: Fields): void {
  const fields = SCHEMA[name];
  if (fields === undefined) throw new Error(`no protobuf schema for ${name}`);
  for (let index = fields.length - 1; index >= 0; index -= 1) {
    const field = fields[index];
    if (field === undefined) continue;
    const [json, number, shape, type] = field;
    const value = json === "" ? object : object[json]; // an inlined struct is spread over its parent
    writeField(number, shape, type, value);
  }
}

function writeField(number: number, shape: string, type: string, value: unknown): void {
  if (shape === "list") return writeList(number, type, value);
  if (shape === "map") return writeMap(number, type, value);
  // Go writes every field that is not a pointer, even an empty one.
  if (value === undefined || value === null) return shape === "value" ? writeEmpty(number, type) : undefined;
  writeValue(number, type, value);
}

function writeList(number: number, type: string, value: unknown): void {
  if (!Array.isArray(value)) return;
  for (let index = value.length - 1; index >= 0; index -= 1) writeValue(number, type, value[index]);
}

function writeMap(number: number, type: string, value: unknown): void {
  if (!isFields(value)) return;
  for (const key of Object.keys(value).sort().reverse()) {
    const end = writer.mark();
    writeValue(2, type, value[key]);
    writer.text(1, key);
    writer.header(number, end);
  }
}

function writeEmpty(number: number, type: string): void {
  if (type === "string" || type === "time" || type === "fields" || type === "bytes")
    return writer.text(number, "");
  if (type === "bool" || type === "int") return writer.int(number, 0);
  writeValue(number, type, type === "quantity" ? "0" : type === "intOrString" ? 0 : {});
}

function writeValue(number: number, type: string, value: unknown): void {
  if (type === "string") return writer.text(number, String(value));
  if (type === "int" || type === "bool") return writer.int(number, Number(value));
  if (type === "bytes") return writer.bytes(number, Buffer.from(String(value), "base64"));
  const end = writer.mark();
  writeStruct(type, value, writer);
  writer.header(number, end);
}

function writeStruct(type: string, value: unknown, out: Writer): void {
  if (type === "time") return writeTime(String(value), out);
  if (type === "quantity") return out.text(1, String(value));
  if (type === "fields") return out.text(1, JSON.stringify(value));
  if (type === "intOrString") return writeIntOrString(value, out);
  writeMessage(type.slice("message:".length), isFields(value) ? value : {});
}

/** seconds=1, nanos=2. */
function writeTime(text: string, out: Writer): void {
  const epochMs = Date.parse(text);
  const micros = Number(/\.(\d{6})Z$/.exec(text)?.[1] ?? 0);
  out.int(2, micros * 1000);
  out.int(1, Math.floor(epochMs / 1000));
}

/** type=1 (0 number, 1 text), intVal=2, strVal=3. */
function writeIntOrString(value: unknown, out: Writer): void {
  out.text(3, typeof value === "string" ? value : "");
  out.int(2, typeof value === "number" ? value : 0);
  out.int(1, typeof value === "string" ? 1 : 0);
}
