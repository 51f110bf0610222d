import { unstable_isUnrecognizedActionError as isUnknownAction } from "next/navigation";
import type { ActionFailure, ActionResult } from "@/lib/action";
import { pagePersonHeader } from "@/lib/auth/actor";
import { askForProof } from "./ask-for-proof";
import { RejectedRequestError } from "./rejected-request-error";
import { getPagePersonId, setSignedInPerson } from "./same-person-guard";

const unreachable = "The server could not be reached. Your input is kept: try again in a moment.";
const outdated = "This page is out of date. Reload it.";
const actionHeader = "next-action";
const unknownActionHeader = "x-nextjs-action-not-found";

let isFetchWrapped = false;
let lastRejection: RejectedRequestError | null = null;

wrapFetch();

/**
 * Calls a server action and returns every failure as a result. After a lost connection the outcome is unknown: the
 * action may be done with only its response lost. Where that matters, `lostMessage` says so. An action that needs a recent
 * sign-in asks for a proof, and is repeated.
 */
export async function callAction<T>(
  call: () => Promise<ActionResult<T>>,
  lostMessage = unreachable,
): Promise<ActionResult<T>> {
  try {
    const result = await call();
    if (!result.ok && result.personId) setSignedInPerson(result.personId);
    if (!result.ok && result.code === "reauthentication_required" && (await askForProof()))
      return await call();
    return result;
  } catch (error) {
    return toFailure(error, lostMessage);
  }
}

/**
 * Next's router hides the response of a server action from its caller, and sends no headers of ours. This wraps
 * `fetch` to keep the last rejection, and to send the person that the page was rendered for.
 */
function wrapFetch(): void {
  if (isFetchWrapped || typeof window === "undefined") return;
  isFetchWrapped = true;
  const send = window.fetch;
  window.fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (!headers.has(actionHeader)) return send(input, init);
    const personId = getPagePersonId();
    if (personId !== null) headers.set(pagePersonHeader, personId);
    lastRejection = null;
    const response = await send(input, { ...init, headers });
    if (isRejection(response)) lastRejection = await RejectedRequestError.from(response.clone());
    return response;
  };
}

/** A response from a proxy, a limit or a crash instead of from the action. */
function isRejection({ ok, headers }: Response): boolean {
  const isActionResult = headers.get("content-type")?.startsWith("text/x-component");
  return !ok && !isActionResult && !headers.has(unknownActionHeader);
}

function toFailure(error: unknown, lostMessage: string): ActionFailure {
  // A newer build has other action ids, and does not know those of an older page.
  if (isUnknownAction(error)) return fail("page_outdated", outdated);
  const rejection = error instanceof RejectedRequestError ? error : takeLastRejection();
  if (rejection && !rejection.isOutcomeUnknown) return fail(rejection.code, rejection.message);
  return fail("unavailable", lostMessage);
}

/** The router sends one action at a time, so the last rejection belongs to the action that just failed. */
function takeLastRejection(): RejectedRequestError | null {
  const rejection = lastRejection;
  lastRejection = null;
  return rejection;
}

function fail(code: ActionFailure["code"], message: string): ActionFailure {
  return { ok: false, code, message, issues: [] };
}
