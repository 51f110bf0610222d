import { GET as unknownPath } from "@/app/api/[...unknown]/route";
import type { Endpoint } from "@/lib/api/endpoint-spec";
import { createApiRouter } from "@/lib/api/router";

export type CallOptions = {
  method?: string;
  key?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
};

/** Calls the API under test. The path is as in the docs: "/validate". */
export type CallApi = (path: string, options?: CallOptions) => Promise<Response>;

/** Calls the handlers in this process, as the fast path does. */
export function callInProcess(endpoints: readonly Endpoint[]): CallApi {
  const answer = createApiRouter(endpoints, unknownPath);
  return (path, options) => answer(toRequest("http://localhost", path, options));
}

/** Calls a server that trusts `x-forwarded-for`. */
export function callOverHttp(origin: string): CallApi {
  return (path, options) => fetch(toRequest(origin, path, options));
}

let calls = 0;

/** Gives each call a new IP address, so that limits per IP address do not affect other tests. */
function toRequest(origin: string, path: string, { method, key, headers, body }: CallOptions = {}): Request {
  calls += 1;
  return new Request(`${origin}/api${path}`, {
    method: method ?? "GET",
    headers: {
      "x-forwarded-for": `10.${(calls >> 16) & 255}.${(calls >> 8) & 255}.${calls & 255}`,
      ...(key !== undefined && { "x-api-key": key }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body, duplex: "half" }),
  });
}
