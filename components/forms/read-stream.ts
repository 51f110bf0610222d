import type { ActionFailure } from "@/lib/action";
import { RejectedRequestError } from "./rejected-request-error";

export type StreamFailure = Pick<ActionFailure, "code" | "message">;

const unreachable = "The server could not be reached. Try again in a moment.";

/**
 * Reads the rows of a session route that answers NDJSON. Not a server action: the router sends one action at a time, so a
 * long answer would hold up saving. An aborted request ends the work on the server.
 */
export async function* readStream<Row>(
  path: string,
  slug: string,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<Row, void> {
  const response = await fetch(`${path}?${new URLSearchParams({ workspace: slug })}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok || !response.body) throw await RejectedRequestError.from(response);
  let rest = "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Row;
  }
}

export function toStreamFailure(error: unknown): StreamFailure {
  if (error instanceof RejectedRequestError) return { code: error.code, message: error.message };
  return { code: "unavailable", message: unreachable };
}
