import type { MessageType } from "@/lib/ingestion/message";

/** The purpose of a path of Segment's protocol. */
export type SdkRoute =
  | { type: "messages"; accepts: MessageType | "batch" }
  /** The browser library reports on itself. */
  | { type: "metrics" }
  | { type: "settings"; writeKey: string }
  /** A file of the browser library, relative to its folder. */
  | { type: "library"; file: string }
  /** A path under /v1 that the protocol does not have. */
  | { type: "unknown" };

const messagePaths: Readonly<Record<string, MessageType | "batch">> = {
  batch: "batch",
  import: "batch",
  b: "batch",
  identify: "identify",
  i: "identify",
  track: "track",
  t: "track",
  page: "page",
  p: "page",
  screen: "screen",
  s: "screen",
  group: "group",
  g: "group",
  alias: "alias",
  a: "alias",
};

/**
 * Libraries append their paths to a host that may end in /api or /backend, and in a slash, which Go's library keeps. Some
 * paths have a slash at the end.
 */
const sdkPath =
  /^(?:https?:\/\/[^/?#]*)?(\/+(?:api|backend))?\/+(v1|analytics\.js\/v1|analytics-next)\/([^?#]+?)\/?(?:[?#]|$)/;

/** Undefined for all other URLs. */
export function findSdkRoute(url: string): SdkRoute | undefined {
  const [, prefix, root, path = ""] = sdkPath.exec(url) ?? [];
  // The API answers unknown paths under /api.
  if (root === "v1")
    return findProtocolRoute(path) ?? (prefix?.endsWith("/api") ? undefined : { type: "unknown" });
  if (root === "analytics-next") {
    const [, file] = /^bundles\/([\w.-]+\.js)$/.exec(path) ?? [];
    return file ? { type: "library", file } : undefined;
  }
  return /^[^/]+\/analytics(?:\.min)?\.js$/.test(path)
    ? { type: "library", file: "standalone.js" }
    : undefined;
}

function findProtocolRoute(path: string): SdkRoute | undefined {
  const accepts = Object.hasOwn(messagePaths, path) ? messagePaths[path] : undefined;
  if (accepts) return { type: "messages", accepts };
  if (path === "m") return { type: "metrics" };
  const [, writeKey] = /^projects\/([^/]+)\/settings$/.exec(path) ?? [];
  return writeKey === undefined ? undefined : { type: "settings", writeKey };
}

export function isSdkCall(url: string): boolean {
  return findSdkRoute(url) !== undefined;
}

/** The route of metrics and of the log: one for all spellings of a path. */
export function toRoutePattern(route: SdkRoute): string {
  if (route.type === "messages") return `/v1/${route.accepts}`;
  if (route.type === "metrics") return "/v1/m";
  if (route.type === "unknown") return "unknown";
  return route.type === "settings" ? "/v1/projects/{writeKey}/settings" : "/analytics.js";
}
