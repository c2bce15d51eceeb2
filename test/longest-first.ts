// What takes longest begins first, or the last worker would be alone with it at the end.
import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Longest first. What is not here takes less than any of it. */
const long = [
  /^test\/scenarios\/kill/,
  /^test\/playground\/page/,
  /^test\/operation\/kill/,
  /^test\/scenarios\//,
  /^test\/bench\//,
  /^test\/playground\/[^/]+$/,
  /^test\/(contract\/|ask)/,
  /^test\/steps\/try-/,
];

/** vitest wants a class. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((one, other) => this.#rank(one) - this.#rank(other));
  }

  #rank({ moduleId }: TestSpecification): number {
    const path = relative(this.ctx.config.root, moduleId);
    const rank = long.findIndex((each) => each.test(path));
    return rank === -1 ? long.length : rank;
  }
}
