// What can go wrong, named by who must act. Anything that is not a BotError is our own bug.

type Details = {
  readonly hint?: string | undefined;
  /** What to paste into a shell, where the hint says where. */
  readonly shell?: readonly string[] | undefined;
  readonly cause?: unknown;
  /** The argument that a menu should ask for again. */
  readonly choose?: string | undefined;
  /** Lines that may have been meant, or that help: a button each. */
  readonly offers?: readonly string[] | undefined;
};

/** A failure that a person is told about: the message names its object, the hint can be typed. */
export class BotError extends Error {
  readonly hint: string | undefined;
  readonly shell: readonly string[];
  readonly choose: string | undefined;
  readonly offers: readonly string[];

  constructor(message: string, { hint, shell = [], cause, choose, offers = [] }: Details = {}) {
    super(message, { cause });
    this.name = new.target.name;
    this.hint = hint;
    this.shell = shell;
    this.choose = choose;
    this.offers = offers;
  }
}

/** Type it differently. Shown only to the person who typed. */
export class UsageError extends BotError {}

/** Ask somebody else: the person lacks the role. */
export class DeniedError extends BotError {}

/** Unsafe, busy or pointless now; nothing was changed. */
export class RefusedError extends BotError {}

/** Pointless, as it is so already: whoever wanted it has it. */
export class AlreadySoError extends RefusedError {}

/**
 * The cluster forbids it to Wheelhouse, and somebody must grant it. An API server that has just started forbids everything until it has
 * read its roles, so whoever can wait asks again.
 */
export class ForbiddenError extends RefusedError {}

/** Nobody can act yet: the API server, a host or Slack did not answer. */
export class UnreachableError extends BotError {}

/** Whether it proves nothing, as the same may be answered otherwise in a minute. */
export function mayPass(error: unknown): boolean {
  return error instanceof UnreachableError || error instanceof ForbiddenError;
}

/** The same of a machine that gives no sign of life: it is off, hangs, or is cut off from the network. */
export class SilentError extends UnreachableError {}

/** An approved change stopped midway: what happened, how things stand now, what can be done next. */
export class StepError extends BotError {}

/** A step tried what nobody approved, and it was stopped before it left: a bug of ours, or worse. The message says the call. */
export class FenceError extends BotError {}

/** The start was refused: the configuration or the environment must be mended first. */
export class ConfigError extends BotError {}
