import { unstable_isUnrecognizedActionError as isUnknownAction } from "next/navigation";
import type { ActionFailure, ActionResult } from "@/lib/action";
import { keepSignedInPerson, takeLastRejection, watchActionRequests } from "./action-requests";
import { RejectedRequestError } from "./rejected-request-error";

const unreachable = "The server could not be reached. Nothing you entered is lost: try again in a moment.";
const outdated = "This page is out of date. Reload it.";

watchActionRequests();

/**
 * Calls a server action and returns every failure as a result. A lost connection is ambiguous: the action may have
 * been done with only its response lost. Where that matters, `whenLost` says it.
 */
export async function callAction<T>(
  call: () => Promise<ActionResult<T>>,
  whenLost = unreachable,
): Promise<ActionResult<T>> {
  try {
    const result = await call();
    if (!result.ok && result.personId) keepSignedInPerson(result.personId);
    return result;
  } catch (error) {
    return toFailure(error, whenLost);
  }
}

function toFailure(error: unknown, whenLost: string): ActionFailure {
  // A newer build has other action ids, so the server does not know those of an older page.
  if (isUnknownAction(error)) return fail("page_outdated", outdated);
  const rejection = error instanceof RejectedRequestError ? error : takeLastRejection();
  if (rejection && !rejection.isOutcomeUnknown) return fail(rejection.code, rejection.message);
  return fail("unavailable", whenLost);
}

function fail(code: ActionFailure["code"], message: string): ActionFailure {
  return { ok: false, code, message, issues: [] };
}
