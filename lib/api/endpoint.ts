import "server-only";
import type { z } from "zod";
import { authenticate, type Caller, readSentKey } from "@/lib/api/authenticate";
import { type Call, createCall } from "@/lib/api/call";
import { addRateHeaders, enforceRateLimit } from "@/lib/api/call-limit";
import type { Endpoint, EndpointSpec, RouteContext } from "@/lib/api/endpoint-spec";
import { runIdempotently, toIdempotentRequest } from "@/lib/api/idempotency";
import { parseInput } from "@/lib/api/input";
import { countKey, prepareLogRow, recordCall } from "@/lib/api/record-call";
import { encodeResult } from "@/lib/api/response";
import { getTimingHeader } from "@/lib/api/server-timing";
import type { WorkspaceId } from "@/lib/auth/actor";
import { AppError } from "@/lib/errors";
import { maxBodyBytes, noBody, readBody } from "@/lib/http/body";
import { type EncodedResponse, encodeError } from "@/lib/http/error-response";
import { fairQueue } from "@/lib/http/fair-queue";
import { requireHttps } from "@/lib/http/require-https";
import { toAppError } from "@/lib/http/unexpected-error";
import { createId } from "@/lib/ids";
import { redactText } from "@/lib/logs/redact/redact-keys";
import { truncateForLog } from "@/lib/logs/write/captured-call";
import { getInstruments } from "@/lib/metrics/instruments";
import type { Page } from "@/lib/page";
import { getTracing, inSpan } from "@/lib/tracing/spans";
import type { GroupedWrite } from "@/lib/writes/grouped-write";
import { submitWrite } from "@/lib/writes/submit";

type HandlerContext<Access, Params, Query, Body> = {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
} & (Access extends "public" ? unknown : { workspaceId: WorkspaceId; caller: Caller });

type HandlerResult<Envelope, Output> = Envelope extends "page"
  ? Output extends (infer Row)[]
    ? Page<Row>
    : never
  : Output;

/**
 * Declares a public endpoint. Returns the Next.js route handler, which the fast path calls as well. `output` encodes
 * the handler's result: undeclared columns never leave.
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
    /**
     * The same as a write that shares a transaction with other calls, and its result. The handler runs where it returns
     * undefined, where the write is not stored, and for calls with an Idempotency-Key.
     */
    sharedWrite?: (
      context: HandlerContext<Access, Params, Query, Body>,
    ) => Grouped<z.output<Output>> | undefined | Promise<Grouped<z.output<Output>> | undefined>;
  },
): Endpoint {
  const { handler, sharedWrite, ...spec } = definition;
  return createEndpoint(spec, { handler, sharedWrite } as Handlers);
}

type Grouped<Result> = { write: GroupedWrite; result: Result };

type Handlers = {
  handler: (context: Record<string, unknown>) => unknown;
  sharedWrite?: (
    context: Record<string, unknown>,
  ) => Grouped<unknown> | undefined | Promise<Grouped<unknown> | undefined>;
};

function createEndpoint(spec: EndpointSpec, handlers: Handlers): Endpoint {
  const { aliases = [], ...shared } = spec;
  const work = (call: Call, context: RouteContext) => runEndpoint(call, context, spec, handlers);
  const route = (request: Request, context: RouteContext) => answerCall(request, context, spec, work);
  return Object.assign(route, {
    spec,
    aliases: aliases.map((alias) => createEndpoint({ ...shared, ...alias }, handlers)),
  });
}

/** Returns the response of an authenticated call. A rejection is thrown. */
type Work = (call: Call, context: RouteContext) => Promise<EncodedResponse>;

/** The life of a request, top to bottom. `spec` is null for unknown paths and methods. */
export function answerCall(
  request: Request,
  context: RouteContext,
  spec: EndpointSpec | null,
  work: Work,
): Promise<Response> {
  const call = createCall(createId(), request, context);
  const answer = () => answerInOrder(call, context, spec, work);
  const tracing = getTracing();
  if (!tracing) return answer();
  const route = spec?.path ?? "unknown";
  return tracing.traceRequest(`${request.method} ${route}`, request.headers, answer, ({ status }) => ({
    attributes: {
      "api_access.request_id": call.id,
      "http.request.method": request.method,
      "http.response.status_code": status,
      "http.route": route,
    },
    isFailed: status >= 500,
  }));
}

async function answerInOrder(
  call: Call,
  context: RouteContext,
  spec: EndpointSpec | null,
  work: Work,
): Promise<Response> {
  const { request } = call;
  let response: EncodedResponse;
  try {
    requireHttps(request);
    await inSpan("authentication", () => identifyCaller(call, spec));
    call.timing?.mark("auth");
    await inSpan("rate limit", () => enforceRateLimit(call, spec));
    call.timing?.mark("limit");
    const body = call.caller ? readBody(request, maxBodyBytes, context.incoming) : noBody;
    call.body = await body;
    call.bodyBytes = call.body.length;
    // A slow body can take minutes: the key may be revoked since.
    if (body instanceof Promise) await identifyCaller(call, spec);
    call.timing?.mark("body");
    // Unknown paths and methods answer 404 and 405 without a key.
    if (call.rejection && spec) throw call.rejection;
    response = await inSpan("handler", () => work(call, context));
  } catch (error) {
    response = encodeError(call.id, toAppError(error, call.id, describeCall(call)));
  }
  call.timing?.mark("handler");
  countKey(call);
  if (!call.isLogged) {
    await addRateHeaders(response.headers, call);
    await inSpan("log", () => recordCall(call, spec, response, context.parsedHeaders));
  }
  const { status, headers, bytes, body } = response;
  if (call.timing) {
    call.timing.mark("commit");
    Object.assign(headers, getTimingHeader(call));
  }
  const elapsed = performance.now() - call.startedAt;
  getInstruments()?.observeRequest(spec?.path ?? null, request.method, status, elapsed);
  return new Response(bytes ?? body, { status, headers });
}

/** Permission, input, handler, encoding. */
async function runEndpoint(
  call: Call,
  context: RouteContext,
  spec: EndpointSpec,
  { handler, sharedWrite }: Handlers,
): Promise<EncodedResponse> {
  requirePermission(call, spec);
  const { params, query, body, idempotencyKey } = await parseInput(spec, call, context);
  const { caller } = call;
  const idempotent = idempotencyKey === undefined ? undefined : toIdempotentRequest(call, idempotencyKey);
  // The handler has the parsed values: free the rest of the body.
  call.body = truncateForLog(call.body);
  const handlerContext = { params, query, body, caller, workspaceId: caller?.workspaceId };
  const grouped = idempotent ? undefined : await sharedWrite?.(handlerContext);
  if (grouped) {
    const response = encodeResult(call, spec, grouped.result);
    if (await commitInGroup(call, spec, context, grouped.write, response)) return response;
  }
  const { result, isReplayed } = await runIdempotently(spec, idempotent, createTurns(call, spec), () =>
    handler(handlerContext),
  );
  const response = encodeResult(call, spec, result);
  if (isReplayed) response.headers["idempotent-replayed"] = "true";
  return response;
}

/**
 * Commits the write and its row of the log together, in a transaction with other calls. False if it changed nothing: the
 * handler must run.
 */
async function commitInGroup(
  call: Call,
  spec: EndpointSpec,
  { parsedHeaders }: RouteContext,
  write: GroupedWrite,
  response: EncodedResponse,
): Promise<boolean> {
  if (!call.caller) return false;
  await addRateHeaders(response.headers, call);
  const logged = prepareLogRow(call, spec, response, parsedHeaders);
  if (!logged) return false;
  call.timing?.mark("handler");
  const lane = `${call.caller.workspaceId} calls`;
  const isStored = await inSpan("commit", () =>
    submitWrite({
      ...write,
      lane,
      bytes: call.bodyBytes,
      logged: logged.row && { row: logged.row, startedAt: call.startedAt },
      authorize: () => authorizeAgain(call, spec),
    }),
  );
  call.timing?.mark("commit");
  call.isLogged = isStored && logged.row !== undefined;
  return isStored;
}

function describeCall({ request, url }: Call): string {
  return `${request.method} ${redactText(url.path)}`;
}

async function identifyCaller(call: Call, spec: EndpointSpec | null): Promise<void> {
  if (spec?.permission === "public") return;
  call.key ??= readSentKey(call.request.headers);
  const { caller, rejection } = await authenticate(call.key, call.ipAddress);
  call.caller = caller;
  call.rejection = rejection;
}

function requirePermission(call: Call, { permission, path }: EndpointSpec): void {
  const { caller, request } = call;
  if (permission === null || permission === "public" || caller?.permissions.includes(permission)) return;
  call.observed = performance.now() < (caller?.observed[permission] ?? 0);
  if (call.observed) return;
  // journy.io's own sentence.
  throw new AppError(
    "missing_permission",
    `You are not authorized to '${request.method}' the path '${path}' with this API Key. You need the permission: ${permission}.`,
  );
}

/** The key may have lost its permission while the call waited. */
async function authorizeAgain(call: Call, spec: EndpointSpec): Promise<void> {
  await identifyCaller(call, spec);
  if (call.rejection) throw call.rejection;
  requirePermission(call, spec);
}

/**
 * Runs tasks in the workspace's turn at the connection pool. Short reads skip the queue: they have a connection of
 * their own (lib/db/lookups.ts).
 */
function createTurns(call: Call, spec: EndpointSpec) {
  const { caller } = call;
  const usesPool = spec.method !== "GET" || spec.envelope === "page";
  return <Result>(task: () => Result | Promise<Result>, lane = "calls"): Result | Promise<Result> => {
    if (!caller || !usesPool) return task();
    const runTask = async (hasWaited: boolean) => {
      if (hasWaited) await authorizeAgain(call, spec);
      return task();
    };
    return fairQueue.run(`${caller.workspaceId} ${lane}`, runTask, call.bodyBytes);
  };
}
