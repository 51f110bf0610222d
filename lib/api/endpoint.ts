import "server-only";
import type { IncomingHttpHeaders } from "node:http";
import type { z } from "zod";
import { authenticate, type Caller } from "@/lib/api/authenticate";
import { type EncodedResponse, encodeError, encodeResult } from "@/lib/api/envelope";
import { describeRepeat, runIdempotently } from "@/lib/api/idempotency";
import { parseInput } from "@/lib/api/input";
import { recordCall } from "@/lib/api/record-call";
import type { WorkspaceId } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { noBody, readBody } from "@/lib/http/body";
import { getClientIp, toIpBlock } from "@/lib/http/client-ip";
import { fairQueue } from "@/lib/http/fair-queue";
import { createLimiter, type Limiter, type RateDecision } from "@/lib/http/rate-limit";
import { runInRequest } from "@/lib/http/request-context";
import { toAppError } from "@/lib/http/unexpected-error";
import { type SplitUrl, splitUrl } from "@/lib/http/url";
import { redactText } from "@/lib/logs/redact/redact-keys";
import { truncateForLog } from "@/lib/logs/write/captured-call";
import type { Page } from "@/lib/page";
import { singleton } from "@/lib/singleton";
import { minute } from "@/lib/time";

/** In the order in which they are named wherever there are several. */
export const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** What an endpoint declares. The OpenAPI document, the docs, the dialog and the contract tests are read from it. */
export type EndpointSpec = {
  method: Method;
  /** As in the docs, under /api: "/users/{userId}". */
  path: string;
  summary: string;
  description?: string;
  /** The heading it stands under in the docs. */
  group:
    | "Key"
    | "Users"
    | "Accounts"
    | "Events"
    | "Properties"
    | "Segments"
    | "Campaigns and channels"
    | "Websites"
    | "Service";
  /** What the key must be allowed to do; null: any enabled key; "public": no key at all. */
  permission: Permission | null | "public";
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** What `data` holds, or stands beside `meta`: see `envelope`. */
  output: z.ZodType;
  /** What a 404 means, where no path parameter says so. */
  notFound?: string;
  /** Status of success. With 204 there is no body. */
  status: number;
  /** Whoever cannot do without a body where there is none gets it, under another status. */
  bodyFor?: { status: number; accepts: (headers: Headers) => boolean };
  /**
   * How the answer is laid out. "data" (unless said otherwise): `{ data, meta }`. "message", of writes: the output's
   * own fields beside `meta`. "page": `{ data, page, meta }`. "none": the output is the whole document.
   */
  envelope?: "data" | "message" | "page" | "none";
  /** What to call instead. */
  deprecated?: string;
  /** The output stays the same while the process runs: it is encoded once, and has an ETag. */
  isConstant?: true;
};

type HandlerResult<Envelope, Output> = Envelope extends "page"
  ? Output extends (infer Row)[]
    ? Page<Row>
    : never
  : Output;

type HandlerContext<Access, Params, Query, Body> = {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
} & (Access extends "public" ? unknown : { workspaceId: WorkspaceId; caller: Caller });

export type RouteContext = {
  params: Promise<Record<string, string | string[]>>;
  /** The request's headers by name, from the front door. To list those of a Request costs more than all that is logged. */
  parsedHeaders?: IncomingHttpHeaders;
  /** The URL as it was sent. The Request's own one has no encoded dots. */
  url?: SplitUrl;
};
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;
export type Endpoint = RouteHandler & { spec: EndpointSpec };

/**
 * Declares a public endpoint. The result is the Next.js route handler, and the front door calls the same
 * function. What the handler returns is encoded by `output`: columns that are not declared never leave.
 */
export function endpoint<
  Access extends EndpointSpec["permission"],
  Output extends z.ZodType,
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
  Envelope extends EndpointSpec["envelope"] = "data",
>(
  definition: EndpointSpec & {
    permission: Access;
    params?: Params;
    query?: Query;
    body?: Body;
    output: Output;
    envelope?: Envelope;
    handler: (
      context: HandlerContext<Access, Params, Query, Body>,
    ) => HandlerResult<Envelope, z.output<Output>> | Promise<HandlerResult<Envelope, z.output<Output>>>;
  },
): Endpoint {
  const { handler, ...declared } = definition;
  const spec: EndpointSpec = declared;
  const work = async (call: Call, context: RouteContext): Promise<EncodedResponse> => {
    requirePermission(call, spec);
    const { idempotencyKey, ...input } = await parseInput(spec, call, context);
    const { caller } = call;
    const repeat = idempotencyKey === undefined ? undefined : describeRepeat(call, idempotencyKey);
    // The parsed values are what the handler needs, and the beginning is what the log keeps.
    call.body = truncateForLog(call.body);
    const { result, replayed } = await runIdempotently(spec, repeat, createTurns(call, spec), () =>
      handler({
        ...input,
        caller,
        workspaceId: caller?.workspaceId,
      } as HandlerContext<Access, Params, Query, Body>),
    );
    const reply = encodeResult(call, spec, result);
    if (replayed) reply.headers["idempotent-replayed"] = "true";
    return reply;
  };
  return Object.assign((request: Request, context: RouteContext) => serve(request, context, spec, work), {
    spec,
  });
}

/** A handler that answers every call with one refusal: for unknown paths, and for methods that a path lacks. */
export function rejectCallsWith(createError: (call: Pick<Call, "request" | "url">) => unknown): RouteHandler {
  const work = async (call: Call): Promise<EncodedResponse> => {
    throw createError(call);
  };
  return (request, context) => serve(request, context, null, work);
}

/** The methods that a route file doesn't declare answer 405, in JSON, and say which it does. */
export function rejectOtherMethods(
  ...declared: { spec: Pick<EndpointSpec, "method"> }[]
): Record<Method | "OPTIONS", RouteHandler> {
  const allow = methods
    .filter((method) => declared.some(({ spec }) => spec.method === method))
    .map((method) => (method === "GET" ? "GET, HEAD" : method))
    .join(", ");
  const refuse = rejectCallsWith(
    ({ request }) =>
      new AppError(
        "method_not_allowed",
        `The method '${request.method}' is not allowed here. Allowed: ${allow}.`,
        {
          headers: { allow },
        },
      ),
  );
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS: refuse };
}

/** What is known of one call while it is being answered. */
export type Call = {
  id: string;
  startedAt: number;
  request: Request;
  url: SplitUrl;
  ipAddress: string;
  /** Only its beginning, once it is parsed. */
  body: Buffer;
  bodyBytes: number;
  isCompressedLater: boolean;
  caller?: Caller;
  /** Why the key was refused, if it was. */
  rejection?: AppError;
  rate?: RateDecision;
};

type Work = (call: Call, context: RouteContext) => Promise<EncodedResponse>;

function serve(...call: [Request, RouteContext, EndpointSpec | null, Work]): Promise<Response> {
  return runInRequest((id) => serveAs(id, ...call));
}

/** The life of a request, from top to bottom. */
async function serveAs(
  id: string,
  request: Request,
  context: RouteContext,
  spec: EndpointSpec | null,
  work: Work,
): Promise<Response> {
  const call: Call = {
    id,
    startedAt: performance.now(),
    request,
    url: context.url ?? splitUrl(request.url),
    ipAddress: getClientIp(request.headers),
    body: noBody,
    bodyBytes: 0,
    isCompressedLater: context.parsedHeaders === undefined,
  };
  let result: EncodedResponse;
  try {
    refusePlainHttp(request);
    await identify(call, spec);
    countAgainstLimit(call, spec);
    if (call.caller) call.body = await readBody(request);
    call.bodyBytes = call.body.length;
    // It may have taken minutes to come: what its key may not do any more, it may not either.
    if (call.body !== noBody) await identify(call, spec);
    // A path or a method that does not exist says so to everybody, key or no key.
    if (call.rejection && spec) throw call.rejection;
    result = await work(call, context);
  } catch (error) {
    const what = `${request.method} ${redactText(call.url.path)}`;
    result = encodeError(call.id, toAppError(error, call.id, what));
  }
  result.headers = { ...result.headers, ...rateHeaders(call.rate ?? limiter().peek(limitedBy(call))) };
  await recordCall(call, spec, result, context.parsedHeaders);
  return new Response(result.bytes ?? result.body, { status: result.status, headers: result.headers });
}

function refusePlainHttp(request: Request): void {
  if (!env().REQUIRE_HTTPS) return;
  // Of several proxies each adds how it was asked. The first one was asked by the caller.
  if (!/^http\s*(,|$)/i.test(request.headers.get("x-forwarded-proto") ?? "")) return;
  throw new AppError(
    "https_required",
    "This call came over plain HTTP, where others can read its key. Use https, and regenerate the key.",
  );
}

async function identify(call: Call, spec: EndpointSpec | null): Promise<void> {
  if (spec?.permission === "public") return;
  const { caller, refusal } = await authenticate(call.request.headers);
  call.caller = caller;
  call.rejection = refusal;
}

/** Short reads have a connection of their own (lib/db/lookups.ts); everything else shares the pool, lane by lane. */
function createTurns(call: Call, spec: EndpointSpec) {
  const { caller } = call;
  const usesPool = spec.method !== "GET" || spec.envelope === "page";
  return <Result>(task: () => Result | Promise<Result>, lane = "calls"): Result | Promise<Result> => {
    if (!caller || !usesPool) return task();
    const runTask = async (hasWaited: boolean) => {
      // The key may have lost its permission in the meantime.
      if (hasWaited) await identify(call, spec);
      if (call.rejection) throw call.rejection;
      requirePermission(call, spec);
      return task();
    };
    return fairQueue.run(`${caller.workspaceId} ${lane}`, runTask, call.bodyBytes);
  };
}

// Made with the first call, not while the application is being built, when there is no environment.
function limiter(): Limiter {
  return singleton("api limiter", () =>
    createLimiter({ limit: env().RATE_LIMIT_PER_MINUTE, windowMs: minute }),
  );
}

function countAgainstLimit(call: Call, spec: EndpointSpec | null): void {
  // What needs no key costs next to nothing, and a load balancer's probe must never be refused.
  if (spec?.permission === "public") return;
  // Nor one that comes again because it was told to.
  if (call.rejection?.code === "unavailable") return;
  call.rate = limiter().hit(limitedBy(call));
  if (call.rate.allowed) return;
  const { limit, resetSeconds } = call.rate;
  throw new AppError(
    "rate_limited",
    `Only ${limit} calls a minute are allowed. Try again in ${resetSeconds} seconds.`,
    { headers: { "retry-after": String(resetSeconds) } },
  );
}

/** A refused key never spends the limit of its workspace: it counts against the address it comes from. */
function limitedBy({ caller, rejection: refusal, ipAddress }: Call): string {
  return caller && !refusal ? `workspace ${caller.workspaceId}` : `address ${toIpBlock(ipAddress)}`;
}

function rateHeaders({ limit, remaining, resetSeconds }: RateDecision): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(resetSeconds),
  };
}

function requirePermission({ caller, request }: Call, { permission, path }: EndpointSpec): void {
  if (permission === null || permission === "public" || caller?.permissions.includes(permission)) return;
  throw new AppError(
    "missing_permission",
    `You are not authorized to '${request.method}' the path '${path}' with this API Key. You need the permission: ${permission}.`,
  );
}
