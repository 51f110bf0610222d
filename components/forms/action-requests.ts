import { pagePersonHeader } from "@/lib/auth/actor";
import { RejectedRequestError } from "./rejected-request-error";

/**
 * Next's router hides the response of a server action from its caller and sends no headers of ours. `fetch` is wrapped
 * to keep the last rejection and to name the person that the page was opened by.
 */

const actionHeader = "next-action";
const unknownActionHeader = "x-nextjs-action-not-found";

let isInstalled = false;
let lastRejection: RejectedRequestError | null = null;
let pagePersonId: string | null = null;
let signedInPersonId: string | null = null;

export function watchActionRequests(): void {
  if (isInstalled || typeof window === "undefined") return;
  isInstalled = true;
  const send = window.fetch;
  window.fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (!headers.has(actionHeader)) return send(input, init);
    if (pagePersonId !== null) headers.set(pagePersonHeader, pagePersonId);
    lastRejection = null;
    const response = await send(input, { ...init, headers });
    if (isRejection(response)) lastRejection = await RejectedRequestError.from(response.clone());
    return response;
  };
}

/** The router sends one action at a time, so the last rejection belongs to the action that failed last. */
export function takeLastRejection(): RejectedRequestError | null {
  const rejection = lastRejection;
  lastRejection = null;
  return rejection;
}

/** A refresh after another person signed in does not change the person that the page's input is from. */
export function keepPagePerson(personId: string): void {
  pagePersonId ??= personId;
}

/** The person that the server found signed in instead. */
export function keepSignedInPerson(personId: string): void {
  signedInPersonId = personId;
}

/** Sends further actions as the person who is signed in now. Call it after the reader agreed. */
export function acceptSignedInPerson(): void {
  pagePersonId = signedInPersonId;
}

/** A response that no server action produced: of a proxy, of a limit, or of a crash. */
function isRejection({ ok, headers }: Response): boolean {
  const isActionResult = headers.get("content-type")?.startsWith("text/x-component");
  return !ok && !isActionResult && !headers.has(unknownActionHeader);
}
