import { expect, test } from "vitest";
import { readAll, readBits, readOid, readOne, tags } from "#src/kubeadm/serving/der.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

test("elements are read one after the other, long ones too", () => {
  const long = Buffer.concat([hex("04 81 80"), Buffer.alloc(128)]);
  const elements = readAll(Buffer.concat([hex("02 01 05"), long]));
  expect(elements.map(({ tag, content }) => [tag, content.length])).toEqual([
    [tags.integer, 1],
    [tags.octetString, 128],
  ]);
});

test.each([
  ["06 06 2a 86 48 86 f7 0d", "1.2.840.113549"],
  ["06 03 55 1d 11", "2.5.29.17"],
  ["06 03 2b 65 70", "1.3.101.112"],
  ["06 02 88 37", "2.999"],
])("%s is the object identifier %s", (text, oid) => {
  expect(readOid(readOne(hex(text), tags.oid))).toBe(oid);
});

test.each([
  ["cut in its content", "02 02 05"],
  ["cut in its length", "04 82 01"],
  ["without a length", "02"],
  ["of indefinite length", "30 80 00 00"],
  ["of a long length that is short", "04 81 01 00"],
  ["of a padded length", "04 82 00 80"],
  ["of a length beyond everything", "04 84 ff ff ff ff"],
  ["of a tag of several bytes", "1f 81 01 00"],
  ["followed by another", "02 01 05 02 01 05"],
  ["that is nothing", ""],
  ["of another kind", "04 01 05"],
])("an element %s is refused", (_what, text) => {
  expect(() => readOne(hex(text), tags.integer)).toThrow();
});

test.each(["06 00", "06 02 2a 86", "06 03 2a 80 01"])("%s is no object identifier", (text) => {
  expect(() => readOid(readOne(hex(text), tags.oid))).toThrow();
});

test("a bit string that ends within a byte is refused", () => {
  expect(readBits(readOne(hex("03 02 00 ff"), tags.bitString))).toEqual(hex("ff"));
  expect(() => readBits(readOne(hex("03 02 01 fe"), tags.bitString))).toThrow("whole bytes");
});
