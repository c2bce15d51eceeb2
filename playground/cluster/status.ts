// The API's errors: a Status object with the very texts Kubernetes uses.
import type { Fields } from "./object.ts";
import type { Resource } from "./resources.ts";

export type Cause = { readonly reason?: string; readonly message?: string; readonly field?: string };

export type Status = {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly causes?: readonly Cause[];
    readonly retryAfterSeconds?: number;
  };
  /** metadata.continue: a 410 on a page carries a token to go on inconsistently. */
  readonly continueWith?: string;
};

/** Thrown by a request's code; the server turns it into the answer. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message);
    this.status = status;
  }
}

export function statusBody({ code, reason, message, details, continueWith }: Status): Fields {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: continueWith === undefined ? {} : { continue: continueWith },
    status: "Failure",
    message,
    ...(reason === "" ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

export function notFound(resource: Resource, name: string): StatusError {
  const details = { name, ...groupOf(resource), kind: resource.name };
  return fail(404, "NotFound", `${qualified(resource)} "${name}" not found`, details);
}

export function alreadyExists(resource: Resource, name: string): StatusError {
  const details = { name, ...groupOf(resource), kind: resource.name };
  return fail(409, "AlreadyExists", `${qualified(resource)} "${name}" already exists`, details);
}

export function conflict(resource: Resource, name: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
  return fail(409, "Conflict", message, { name, ...groupOf(resource), kind: resource.name });
}

/** The one that was meant has been replaced by another of the same name. */
export function uidConflict(
  { kind }: Resource,
  name: string,
  uids: { readonly asked: unknown; readonly found: string },
): StatusError {
  const message = `Operation cannot be fulfilled on ${kind} "${name}": the UID in the precondition (${String(uids.asked)}) does not match the UID in record (${uids.found}). The object might have been deleted and then recreated`;
  return fail(409, "Conflict", message, { name, kind });
}

export function unauthorized(): StatusError {
  return fail(401, "Unauthorized", "Unauthorized");
}

export function badRequest(message: string): StatusError {
  return fail(400, "BadRequest", message);
}

export function unsupportedMediaType(type: string): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json (got ${type})`;
  return fail(415, "UnsupportedMediaType", message);
}

export function notAcceptable(accepted: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${accepted.join(", ")}`;
  return fail(406, "NotAcceptable", message);
}

export function methodNotAllowed(): StatusError {
  return fail(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});
}

/** 422 for a field of an object or of the request's options. */
export function invalid(
  subject: { readonly kind: string; readonly group: string; readonly name: string },
  causes: readonly { readonly field: string; readonly reason: string; readonly message: string }[],
): StatusError {
  const qualifiedKind = subject.group === "" ? subject.kind : `${subject.kind}.${subject.group}`;
  const problems = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = problems.length === 1 ? problems[0] : `[${problems.join(", ")}]`;
  return fail(422, "Invalid", `${qualifiedKind} "${subject.name}" is invalid: ${list}`, {
    ...(subject.name === "" ? {} : { name: subject.name }),
    ...(subject.group === "" ? {} : { group: subject.group }),
    kind: subject.kind,
    causes,
  });
}

export function tooManyRequests(retryAfterSeconds: number): StatusError {
  const message = "the server has received too many requests and has asked us to try again later";
  return fail(429, "TooManyRequests", message, { retryAfterSeconds });
}

export function tooOldVersion(asked: number, oldest: number): StatusError {
  return fail(410, "Expired", `too old resource version: ${asked} (${oldest})`);
}

export function tooLargeVersion(asked: number, current: number): StatusError {
  const cause = { reason: "ResourceVersionTooLarge", message: "Too large resource version" };
  const details = { causes: [cause], retryAfterSeconds: 1 };
  return fail(504, "Timeout", `Timeout: Too large resource version: ${asked}, current: ${current}`, details);
}

export function expiredContinue(continueWith: string): StatusError {
  const message =
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";
  return new StatusError({ code: 410, reason: "Expired", message, continueWith });
}

export function internalError(message: string): StatusError {
  return fail(500, "InternalError", `Internal error occurred: ${message}`, { causes: [{ message }] });
}

export function fail(
  code: number,
  reason: string,
  message: string,
  details?: Status["details"],
): StatusError {
  return new StatusError({ code, reason, message, ...(details === undefined ? {} : { details }) });
}

/** `deployments.apps`, `pods`. */
export function qualified(resource: Resource): string {
  return resource.group === "" ? resource.name : `${resource.name}.${resource.group}`;
}

function groupOf(resource: Resource): { readonly group?: string } {
  return resource.group === "" ? {} : { group: resource.group };
}
