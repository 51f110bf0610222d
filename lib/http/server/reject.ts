import type { RequestListener } from "node:http";

/** Answers without Next: one sentence, which a page that called an action can show. */
export function rejectWith(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): RequestListener {
  return (_, response) => {
    response.writeHead(status, {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    });
    response.end(message);
  };
}
