import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { createId } from "@/lib/ids";
import { singleton } from "@/lib/singleton";

/** The id of the request that the current asynchronous work belongs to. Shared by both module graphs. */
const storage = singleton("request context", () => new AsyncLocalStorage<string>());

export function findRequestId(): string | undefined {
  return storage.getStore();
}

/** Runs `work` as a new request. A connection's later requests inherit the context of its first one otherwise. */
export function runInNewRequest<T>(work: (requestId: string) => T): T {
  const requestId = createId();
  return storage.run(requestId, () => work(requestId));
}

/** Runs `work` in the current request, or in a new one where the server has not begun one: in development and tests. */
export function runInRequest<T>(work: (requestId: string) => T): T {
  const requestId = findRequestId();
  return requestId === undefined ? runInNewRequest(work) : work(requestId);
}
