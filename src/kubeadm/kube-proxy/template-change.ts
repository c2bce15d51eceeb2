// A change of kube-proxy's pod template, as plans store it and cards show it.
import { z } from "zod";

const Toleration = z
  .object({
    key: z.string(),
    operator: z.string(),
    value: z.string(),
    effect: z.string(),
    seconds: z.number().optional(),
  })
  // JSON has no undefined, the API's type has.
  .transform((toleration) => ({ ...toleration, seconds: toleration.seconds }));
const Expression = z.object({
  key: z.string(),
  operator: z.string(),
  values: z.array(z.string()).readonly(),
});
const Term = z.object({
  matchExpressions: z.array(Expression).readonly(),
  matchFields: z.array(Expression).readonly(),
});

export const TemplateChange = z.object({
  tolerations: z.array(Toleration).readonly().optional(),
  nodeSelector: z.record(z.string(), z.string()).optional(),
  requiredNodeAffinity: z.union([z.literal("none"), z.array(Term).readonly()]).optional(),
  images: z.record(z.string(), z.string()).optional(),
});
export type TemplateChange = z.output<typeof TemplateChange>;

/** One that was written as JSON; undefined when it is none, or changes nothing. */
export function readChange(json: string): TemplateChange | undefined {
  const { success, data } = TemplateChange.strict().safeParse(parsed(json));
  return success && Object.keys(data).length > 0 ? data : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
