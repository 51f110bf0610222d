import "server-only";
import type { IncomingMessage } from "node:http";
import { addRoute, createRouter, findRoute } from "rou3";
import { type Endpoint, type RouteHandler, rejectOtherMethods } from "@/lib/api/endpoint";
import { hasEncodedDots, type SplitUrl, splitUrl } from "@/lib/http/url";

/**
 * Routes a request under /api to its handler as Next would, without Next.
 * A method that a path lacks is refused by that path; a path that is not there goes to `unknownPath`.
 */
export function createApiRouter(
  endpoints: readonly Endpoint[],
  unknownPath: RouteHandler,
): (request: Request, node?: { incoming: Pick<IncomingMessage, "headers" | "url"> }) => Promise<Response> {
  const router = createRouter<RouteHandler>();
  for (const [path, handlers] of groupByPath(endpoints)) {
    const route = `/api${path.replace(/\{(\w+)\}/g, ":$1")}`;
    // The first route that was added wins.
    for (const handler of handlers) addRoute(router, handler.spec.method, route, handler);
    for (const [method, refuse] of Object.entries(rejectOtherMethods(...handlers)))
      addRoute(router, method, route, refuse);
  }

  return (request, node) => {
    const method = request.method === "HEAD" ? "GET" : request.method;
    const url = urlOf(request, node?.incoming.url);
    const { path } = url;
    // No path has "OPTIONS": whatever is not known as a method is refused like it, by every path that is there.
    const match = findRoute(router, method, path) ?? findRoute(router, "OPTIONS", path);
    const params = decodeParams(match?.params ?? {});
    const handler = (params && match?.data) || unknownPath;
    const parsedHeaders = node?.incoming.headers;
    return handler(request, { params: Promise.resolve(params ?? {}), parsedHeaders, url });
  };
}

/** A Request resolves encoded dots: "/users/%2e" would become the list of users. */
function urlOf(request: Request, target = ""): SplitUrl {
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

/** Undefined where the percent-encoding is broken: no path is spelled like that. */
function decodeParams(params: Record<string, string>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    return undefined;
  }
}
