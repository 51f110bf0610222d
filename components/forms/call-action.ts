import type { ActionResult } from "@/lib/action";

/** Calls a server action. A network that is away is a failure like any other, and loses nothing that was typed. */
export async function callAction<T>(call: () => Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  try {
    return await call();
  } catch {
    return {
      ok: false,
      code: "unavailable",
      message: "The server could not be reached. Nothing you entered is lost: try again in a moment.",
      issues: [],
    };
  }
}
