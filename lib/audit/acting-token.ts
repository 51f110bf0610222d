import "server-only";
import { createAsyncContext } from "@/lib/async-context";
import { singleton } from "@/lib/singleton";

/** The management token of the current call. Audit entries name it beside the person who created it. */
const actingToken = singleton("acting token", () => createAsyncContext<string>());

export function findActingToken(): string | null {
  return actingToken.find() ?? null;
}

export function runWithToken<Result>(tokenId: string, work: () => Promise<Result>): Promise<Result> {
  return actingToken.run(tokenId, work);
}
