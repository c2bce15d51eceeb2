// What openapi.yaml asks of a request, so that the document that callers read is the one that they are held to.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { operations } from "./openapi.generated.ts";

type Schema = Parameters<typeof z.fromJSONSchema>[0];

type Described = {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
};

// Ours, and held to its shape by a test.
const document = parse(readFileSync(join(import.meta.dirname, "openapi.yaml"), "utf8")) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
};

const described = new Map(
  Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .map((each) => [each.operationId, each]),
);

/** The document is the type: what passes is what it says. */
export function bodyOf<Id extends keyof operations>(id: Id) {
  const schema = described.get(id)?.requestBody?.content["application/json"].schema;
  if (schema === undefined) throw new Error(`openapi.yaml describes no body of ${id}`);
  return z.fromJSONSchema(schema);
}

/** Of the query's parameters, with defaults; one that is not described, or is there twice, is refused. */
export function queryOf<Id extends keyof operations>(id: Id) {
  const parameters = described.get(id)?.parameters ?? [];
  const shape = Object.fromEntries(
    parameters.map((each) => {
      const isNumber = (each.schema as { type?: string }).type === "integer";
      const schema = z.fromJSONSchema(each.schema);
      const read = isNumber ? z.preprocess(numberOf, schema) : schema;
      return [each.name, read.optional()];
    }),
  );
  const schema = z.strictObject(shape);
  return (query: URLSearchParams) => {
    if (new Set(query.keys()).size < [...query.keys()].length) return undefined;
    const given = schema.safeParse({ ...defaultsOf(parameters), ...Object.fromEntries(query) });
    return given.success ? given.data : undefined;
  };
}

function numberOf(text: unknown): unknown {
  return typeof text === "string" && /^\d{1,16}$/.test(text) ? Number(text) : text;
}

function defaultsOf(parameters: NonNullable<Described["parameters"]>): Record<string, unknown> {
  return Object.fromEntries(
    parameters.flatMap(({ name, schema }) => {
      const { default: usual } = schema as { default?: unknown };
      return usual === undefined ? [] : [[name, usual]];
    }),
  );
}
