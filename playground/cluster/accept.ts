// Content negotiation: which of the answers a server can give does the client want.
import { notAcceptable } from "./status.ts";

export type Format = "json" | "protobuf";

const JSON_TYPES = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/**
 * The first acceptable media type that this server has, in the client's order of quality.
 * `as=Table` and the like are refused unless plain JSON is listed too, so that a client falls back to it.
 */
export function negotiate(accept: string | undefined, canProtobuf: boolean): Format {
  if (accept === undefined || accept.trim() === "") return "json";
  for (const { type, parameters } of ranked(accept)) {
    if (parameters.some((parameter) => parameter.startsWith("as="))) continue;
    if (type === "application/vnd.kubernetes.protobuf" && canProtobuf) return "protobuf";
    if (type === "application/json" || type === "*/*" || type === "application/*") return "json";
  }
  throw notAcceptable(canProtobuf ? JSON_TYPES : JSON_TYPES.slice(0, 2));
}

function ranked(accept: string) {
  return accept
    .split(",")
    .map((range) => {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith("q="));
      return { type, parameters, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality);
}
