import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { createId } from "@/lib/ids";
import { singleton } from "@/lib/singleton";

/**
 * The id of the current request to a page, an action or a session route. Shared by Next's module graph and server.ts's. The fast
 * path passes ids as arguments: see lib/async-context.ts.
 */
const storage = singleton("request context", () => new AsyncLocalStorage<string>());

export function findRequestId(): string | undefined {
  return storage.getStore();
}

/** Runs `work` as a new request. Later requests of a connection would otherwise inherit the id of its first one. */
export function runInNewRequest<T>(work: (requestId: string) => T): T {
  const requestId = createId();
  return storage.run(requestId, () => work(requestId));
}

/** Runs `work` in the current request, or in a new one if server.ts started none. */
export function runInRequest<T>(work: (requestId: string) => T): T {
  const requestId = findRequestId();
  return requestId === undefined ? runInNewRequest(work) : work(requestId);
}
