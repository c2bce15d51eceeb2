// Reads a PKCS#10 certificate request (RFC 2986): who it says it is, which names it wants, and whether it is signed with its key.
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { DerError, type Element, expectTag, readAll, readBits, readOid, readOne, tags } from "./der.ts";

export type Pkcs10 = {
  /** As written, each attribute by its object identifier. */
  readonly subject: readonly { readonly oid: string; readonly value: string }[];
  readonly names: AlternativeNames;
  /** Object identifiers of whatever else it asks to be put into the certificate. */
  readonly unknown: readonly string[];
  readonly key: KeyObject;
  /** Whoever made the request holds the key. */
  readonly signed: boolean;
};

export type AlternativeNames = {
  readonly dns: readonly string[];
  /** `10.0.0.23`, `fd00:0:0:0:0:0:0:1`: compare with `sameAddress`. */
  readonly ips: readonly string[];
  /** Emails, URIs and all other kinds, by what they are. */
  readonly others: readonly string[];
};

export const commonNameOid = "2.5.4.3";
export const organizationOid = "2.5.4.10";

const extensionRequestOid = "1.2.840.113549.1.9.14";
const alternativeNameOid = "2.5.29.17";

/** Hashes by signature algorithm; Ed25519 has none of its own. */
const hashes: Readonly<Record<string, string | null>> = {
  "1.2.840.10045.4.3.2": "sha256",
  "1.2.840.10045.4.3.3": "sha384",
  "1.2.840.10045.4.3.4": "sha512",
  "1.2.840.113549.1.1.11": "sha256",
  "1.2.840.113549.1.1.12": "sha384",
  "1.2.840.113549.1.1.13": "sha512",
  "1.3.101.112": null,
};

/** A kubelet's request has some 400 bytes. */
const longest = 64 * 1024;

/** Undefined when it is none, or one that nothing honest writes. */
export function readPkcs10(pem: string): Pkcs10 | undefined {
  const body =
    /^\s*-----BEGIN (NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\s]+)-----END \1?CERTIFICATE REQUEST-----\s*$/;
  const base64 = pem.length <= longest ? body.exec(pem)?.[2] : undefined;
  if (base64 === undefined) return undefined;
  try {
    return readRequest(Buffer.from(base64, "base64"));
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function readRequest(der: Buffer): Pkcs10 {
  const [info, algorithm, signature] = fields(readOne(der, tags.sequence), 3);
  const [version, subject, spki, attributes] = fields(expectTag(info, tags.sequence), 4);
  if (!expectTag(version, tags.integer).content.equals(Buffer.of(0))) throw new DerError("another version");
  const key = keyOf(expectTag(spki, tags.sequence));
  const extensions = readAll(expectTag(attributes, 0xa0).content).flatMap(extensionsOf);
  const wanted = extensions.filter(({ oid }) => oid === alternativeNameOid);
  if (wanted.length > 1) throw new DerError("its names are given twice");
  return {
    subject: readAll(expectTag(subject, tags.sequence).content).flatMap(attributesOf),
    names: wanted[0] ? namesOf(wanted[0].value) : { dns: [], ips: [], others: [] },
    unknown: extensions.map(({ oid }) => oid).filter((oid) => oid !== alternativeNameOid),
    key,
    signed: isSigned({
      info: expectTag(info, tags.sequence),
      algorithm: expectTag(algorithm, tags.sequence),
      signature: expectTag(signature, tags.bitString),
      key,
    }),
  };
}

/** Exactly so many. */
function fields({ content }: Element, count: number): readonly Element[] {
  const all = readAll(content);
  if (all.length !== count) throw new DerError(`${all.length} fields instead of ${count}`);
  return all;
}

function keyOf({ whole }: Element): KeyObject {
  try {
    return createPublicKey({ key: whole, format: "der", type: "spki" });
  } catch (error) {
    throw new DerError("no public key", { cause: error });
  }
}

function attributesOf(set: Element) {
  return readAll(expectTag(set, tags.set).content).map((attribute) => {
    const [oid, value] = fields(expectTag(attribute, tags.sequence), 2);
    // Other kinds of text have more than one reading.
    if (value?.tag !== tags.utf8 && value?.tag !== tags.printable) throw new DerError("an unusual text");
    return { oid: readOid(expectTag(oid, tags.oid)), value: value.content.toString("utf8") };
  });
}

type Extension = { readonly oid: string; readonly value: Buffer };

/** What an attribute that is no request for extensions asks for is named, and so refused. */
function extensionsOf(attribute: Element): readonly Extension[] {
  const [type, values] = fields(expectTag(attribute, tags.sequence), 2);
  const oid = readOid(expectTag(type, tags.oid));
  if (oid !== extensionRequestOid) return [{ oid, value: Buffer.alloc(0) }];
  return readAll(readOne(expectTag(values, tags.set).content, tags.sequence).content).map(extensionOf);
}

function extensionOf(extension: Element): Extension {
  const parts = readAll(expectTag(extension, tags.sequence).content);
  const [oid, ...rest] = parts;
  const value = rest.at(-1);
  const isPlain = rest.length === 1 || (rest.length === 2 && rest[0]?.tag === tags.boolean);
  if (!isPlain) throw new DerError("an extension of another form");
  return { oid: readOid(expectTag(oid, tags.oid)), value: expectTag(value, tags.octetString).content };
}

/** GeneralName of RFC 5280: [1] email, [2] DNS, [6] URI, [7] address. */
function namesOf(value: Buffer): AlternativeNames {
  const names = readAll(readOne(value, tags.sequence).content);
  const texts = (tag: number) =>
    names.filter((name) => name.tag === tag).map(({ content }) => content.toString("latin1"));
  const strange = names.filter(({ tag }) => ![0x81, 0x82, 0x86, 0x87].includes(tag));
  return {
    dns: texts(0x82),
    ips: names.filter(({ tag }) => tag === 0x87).map(({ content }) => addressOf(content)),
    others: [
      ...texts(0x81).map((email) => `email ${email}`),
      ...texts(0x86).map((uri) => `URI ${uri}`),
      ...strange.map(({ tag }) => `a name of kind ${tag & 0x1f}`),
    ],
  };
}

function addressOf(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join(".");
  if (bytes.length !== 16) throw new DerError("no address");
  return Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16)).join(":");
}

type Proof = {
  readonly info: Element;
  readonly algorithm: Element;
  readonly signature: Element;
  readonly key: KeyObject;
};

function isSigned({ info, algorithm, signature, key }: Proof): boolean {
  const [oid] = readAll(algorithm.content);
  const hash = hashes[readOid(expectTag(oid, tags.oid))];
  if (hash === undefined) return false;
  try {
    return verify(hash, info.whole, key, readBits(signature));
  } catch {
    // A key of another kind than the algorithm.
    return false;
  }
}
