import type { RequestListener } from "node:http";

/** Answers in plain text without Next. A page that called a server action shows the sentence. */
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
