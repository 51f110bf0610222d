import type { ActionResult } from "@/lib/action";

const unreachable = "The server could not be reached. Nothing you entered is lost: try again in a moment.";

/**
 * Calls a server action. A network that is away is a failure like any other, and loses nothing that was typed. The
 * action may have been done all the same, with only its answer lost: where that matters, `whenLost` says it.
 */
export async function callAction<T>(
  call: () => Promise<ActionResult<T>>,
  whenLost = unreachable,
): Promise<ActionResult<T>> {
  try {
    return await call();
  } catch {
    return { ok: false, code: "unavailable", message: whenLost, issues: [] };
  }
}
