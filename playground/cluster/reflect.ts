// The three Reflect metadata functions that the certificate library's container asks for, without another dependency.

type Owner = object;
const metadata = new WeakMap<Owner, Map<unknown, unknown>>();

function getOwnMetadata(key: unknown, target: Owner): unknown {
  return metadata.get(target)?.get(key);
}

function getMetadata(key: unknown, target: Owner): unknown {
  for (
    let owner: Owner | null = target;
    owner !== null;
    owner = Object.getPrototypeOf(owner) as Owner | null
  ) {
    if (metadata.get(owner)?.has(key)) return getOwnMetadata(key, owner);
  }
  return undefined;
}

function defineMetadata(key: unknown, value: unknown, target: Owner): void {
  const own = metadata.get(target) ?? new Map<unknown, unknown>();
  metadata.set(target, own.set(key, value));
}

if (!("getMetadata" in Reflect)) Object.assign(Reflect, { defineMetadata, getMetadata, getOwnMetadata });
