// ObjectMeta and the other types that Nodes and Pods share, from protobuf.
// Field numbers: k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto and pkg/api/resource/generated.proto.
import { type Cursor, readLength, readNumber, readString, readTag, skip } from "./protobuf.ts";
import { parseQuantity } from "./quantity.ts";
import { shareOwner } from "./share.ts";
import { readSharedString } from "./share-bytes.ts";

type Owner = { readonly kind: string; readonly name: string };

export type Meta = {
  name: string;
  namespace: string;
  uid: string;
  createdAt: number;
  deletedAt: number | undefined;
  /** The controlling one. */
  owner: Owner | undefined;
  labels: Record<string, string>;
};

type WantLabel = (name: string) => boolean;

/** Reads the ObjectMeta field that starts here; of the labels only those that are wanted. */
export function readMeta(cursor: Cursor, parentEnd: number, wantLabel: WantLabel): Meta {
  const end = readLength(cursor, parentEnd);
  const meta: Meta = emptyMeta();
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    switch (tag) {
      case 8 * 1 + 2:
        meta.name = readString(cursor, end);
        break;
      case 8 * 3 + 2:
        meta.namespace = readSharedString(cursor, end);
        break;
      case 8 * 5 + 2:
        meta.uid = readString(cursor, end);
        break;
      case 8 * 8 + 2:
        meta.createdAt = readTime(cursor, end);
        break;
      case 8 * 9 + 2:
        meta.deletedAt = readTime(cursor, end);
        break;
      case 8 * 11 + 2:
        readLabel(cursor, end, meta.labels, wantLabel);
        break;
      case 8 * 13 + 2:
        meta.owner ??= readController(cursor, end);
        break;
      default:
        skip(cursor, tag, end);
    }
  }
  return meta;
}

export function emptyMeta(): Meta {
  return {
    name: "",
    namespace: "",
    uid: "",
    createdAt: 0,
    deletedAt: undefined,
    owner: undefined,
    labels: {},
  };
}

/** metav1.Time: seconds = 1; Kubernetes never writes the nanoseconds of one. */
export function readTime(cursor: Cursor, parentEnd: number): number {
  const end = readLength(cursor, parentEnd);
  let seconds = 0;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1) seconds = readNumber(cursor, end);
    else skip(cursor, tag, end);
  }
  return seconds * 1000;
}

function readLabel(
  cursor: Cursor,
  parentEnd: number,
  labels: Record<string, string>,
  wantLabel: WantLabel,
): void {
  const end = readLength(cursor, parentEnd);
  let name = "";
  let value = "";
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) name = readSharedString(cursor, end);
    else if (tag === 8 * 2 + 2 && wantLabel(name)) value = readSharedString(cursor, end);
    else skip(cursor, tag, end);
  }
  if (wantLabel(name)) labels[name] = value;
}

// OwnerReference; undefined unless it controls.
function readController(cursor: Cursor, parentEnd: number): Owner | undefined {
  const end = readLength(cursor, parentEnd);
  let kind = "";
  let name = "";
  let controller = false;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) kind = readSharedString(cursor, end);
    else if (tag === 8 * 3 + 2) name = readSharedString(cursor, end);
    else if (tag === 8 * 6) controller = readNumber(cursor, end) !== 0;
    else skip(cursor, tag, end);
  }
  return controller ? shareOwner({ kind, name }) : undefined;
}

/** One entry of a map from resource name to quantity. */
export function readAmount(cursor: Cursor, parentEnd: number, amounts: Record<string, number>): void {
  const end = readLength(cursor, parentEnd);
  let name = "";
  let amount = 0;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) name = readSharedString(cursor, end);
    else if (tag === 8 * 2 + 2) amount = readQuantity(cursor, end);
    else skip(cursor, tag, end);
  }
  amounts[name] = amount;
}

// Quantity: string = 1.
function readQuantity(cursor: Cursor, parentEnd: number): number {
  const end = readLength(cursor, parentEnd);
  let amount = 0;
  while (cursor.at < end) {
    const tag = readTag(cursor, end);
    if (tag === 8 * 1 + 2) amount = parseQuantity(readSharedString(cursor, end));
    else skip(cursor, tag, end);
  }
  return amount;
}
