import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { KeyPermission } from "@/lib/auth/permissions";
import type { SplitUrl } from "@/lib/http/url";

/** In the order of the docs and of `Allow` headers. */
export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** The declaration of an endpoint. OpenAPI document, docs, permission checkboxes and contract tests derive from it. */
export type EndpointSpec = {
  method: Method;
  /** As in the docs, under /api: "/users/{userId}". */
  path: string;
  summary: string;
  description?: string;
  /** Its heading in the docs. */
  group:
    | "Key"
    | "Users"
    | "Accounts"
    | "Events"
    | "Properties"
    | "Segments"
    | "Campaigns and channels"
    | "Websites"
    | "Management"
    | "Service";
  /** null: any enabled key. "public": no key. */
  permission: KeyPermission | null | "public";
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** The schema of `data`, or of the fields beside `meta`: see `envelope`. */
  output: z.ZodType;
  /** The meaning of 404 for an endpoint without path parameters. */
  notFound?: string;
  /** Status of success. 204 has no body. */
  status: number;
  /** Another status, with a body, for clients that fail on 204. */
  bodyFor?: { status: number; accepts: (headers: Headers) => boolean };
  /**
   * The shape of the response. "data" (default): `{ data, meta }`. "message": the output's own fields beside `meta`,
   * for writes. "page": `{ data, page, meta }`. "none": the output is the whole document.
   */
  envelope?: "data" | "message" | "page" | "none";
  /** Names the replacement. */
  deprecated?: string;
  /** Deprecated paths of the endpoint. Routes, docs and the request log treat each as a separate endpoint. */
  aliases?: readonly Alias[];
  /** The output is constant while the process runs: encoded once, with an ETag. */
  isConstant?: true;
};

type Alias = { path: string; deprecated: string };

export type RouteContext = {
  params: Promise<Record<string, string | string[]>>;
  /** The request's headers by name, from the fast path. Listing the headers of a Request costs more than logging it. */
  parsedHeaders?: IncomingHttpHeaders | undefined;
  /** Node's request, from the fast path. */
  incoming?: Readable | undefined;
  /** The URL as sent. `Request.url` resolves encoded dots. */
  url?: SplitUrl;
};
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;
export type Endpoint = RouteHandler & { spec: EndpointSpec; aliases: readonly Endpoint[] };

/** The endpoint at an older path: what that path's route file exports. */
export function getAlias({ spec, aliases }: Endpoint, path: string): Endpoint {
  const alias = aliases.find((candidate) => candidate.spec.path === path);
  if (!alias) throw new Error(`${spec.method} ${spec.path} declares no alias ${path}.`);
  return alias;
}
