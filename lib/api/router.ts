import "server-only";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { addRoute, createRouter, findRoute } from "rou3";
import type { Endpoint, RouteHandler } from "@/lib/api/endpoint-spec";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { hasEncodedDots, type SplitUrl, splitUrl } from "@/lib/http/url";

/**
 * Routes requests under /api to the handlers that Next would call. Undeclared methods of a path get its 405, unknown
 * paths go to `unknownPath`.
 */
export function createApiRouter(
  endpoints: readonly Endpoint[],
  unknownPath: RouteHandler,
): (
  request: Request,
  node?: { incoming: Readable & Pick<IncomingMessage, "headers" | "url"> },
) => Promise<Response> {
  const router = createRouter<RouteHandler>();
  for (const [path, handlers] of groupByPath(endpoints)) {
    const route = `/api${path.replace(/\{(\w+)\}/g, ":$1")}`;
    // The first of two equal routes wins.
    for (const handler of handlers) addRoute(router, handler.spec.method, route, handler);
    for (const [method, reject] of Object.entries(rejectOtherMethods(...handlers)))
      addRoute(router, method, route, reject);
  }

  return (request, node) => {
    const method = request.method === "HEAD" ? "GET" : request.method;
    const url = getUrl(request, node?.incoming.url);
    const { path } = url;
    // OPTIONS is a 405 on every path: so are unknown methods.
    const match = findRoute(router, method, path) ?? findRoute(router, "OPTIONS", path);
    const params = decodeParams(match?.params ?? {});
    const handler = (params && match?.data) || unknownPath;
    const incoming = node?.incoming;
    const parsedHeaders = incoming?.headers;
    return handler(request, { params: Promise.resolve(params ?? {}), parsedHeaders, incoming, url });
  };
}

/** `Request.url` resolves encoded dots: "/users/%2e" would become the list of users. */
function getUrl(request: Request, target = ""): SplitUrl {
  if (!hasEncodedDots(target)) return splitUrl(request.url);
  return splitUrl(target.startsWith("/") ? `http://localhost${target}` : target);
}

function groupByPath(endpoints: readonly Endpoint[]): Map<string, Endpoint[]> {
  const groups = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const group = groups.get(endpoint.spec.path);
    if (group) group.push(endpoint);
    else groups.set(endpoint.spec.path, [endpoint]);
  }
  return groups;
}

/** Undefined for invalid percent-encoding: no path has it. */
function decodeParams(params: Record<string, string>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    return undefined;
  }
}
