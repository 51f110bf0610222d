import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { singleton } from "@/lib/singleton";

/** The management token of the current call. Audit entries name it beside the person who created it. */
const storage = singleton("acting token", () => new AsyncLocalStorage<string>());

export function findActingToken(): string | null {
  return storage.getStore() ?? null;
}

export function runWithToken<Result>(tokenId: string, work: () => Result): Result {
  return storage.run(tokenId, work);
}
