/**
 * Returns one instance for the whole process. Next's bundle, server.ts's bundle and hot reload are separate module graphs,
 * so shared state (pool, limiter, log buffer) is kept on globalThis.
 */
export function singleton<T>(name: string, create: () => T): T {
  const key = Symbol.for(`api-access.${name}`);
  const store = globalThis as unknown as Record<symbol, T | undefined>;
  const existing = store[key];
  if (existing !== undefined) return existing;
  const created = create();
  store[key] = created;
  return created;
}
