// What dies within this process: from then on nothing that goes through it arrives, and nothing ever comes back.
type Ways = Readonly<Record<string, unknown>>;

/** The same part until the signal aborts. */
export function mortal<T extends object>(part: T, death: AbortSignal): T {
  const ways = Object.entries(part).map(([name, way]) => [name, mortalWay(way, death)]);
  return Object.fromEntries(ways) as T; // Each way stays what it was.
}

/** What is handed out acts too where it holds functions, and is mortal as well; anything else is a value. */
function mortalWay(way: unknown, death: AbortSignal): unknown {
  if (typeof way === "function") return (...given: readonly unknown[]) => called(way, given, death);
  return acts(way) ? mortal(way, death) : way;
}

function called(way: CallableFunction, given: readonly unknown[], death: AbortSignal): unknown {
  if (death.aborted) return never;
  const answer: unknown = way(...given);
  if (!(answer instanceof Promise)) return mortalWay(answer, death);
  return answer.then(
    (value) => (death.aborted ? never : mortalWay(value, death)),
    (error) => (death.aborted ? never : Promise.reject(error)),
  );
}

const never = new Promise<never>(() => undefined);

function acts(value: unknown): value is Ways {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some((each) => typeof each === "function" || acts(each))
  );
}
