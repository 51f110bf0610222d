import "server-only";
import { RequestError } from "@hono/node-server";
import { rejectCallsWith } from "@/lib/api/endpoint";
import { AppError } from "@/lib/errors";

/**
 * The answer, in the API's envelope, where no handler gave one: to what is no request yet, and to a mistake of ours
 * around the handlers, which is logged like those in them.
 */
export function respondWithError(error: unknown): Promise<Response> {
  const refuse = rejectCallsWith(() => (error instanceof RequestError ? notReadable : error));
  return refuse(new Request("http://localhost/api"), { params: Promise.resolve({}) });
}

const notReadable = new AppError(
  "bad_request",
  "This is no valid HTTP request. Check its URL and its header 'Host'.",
);
