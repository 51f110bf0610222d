import { z } from "zod";
import type { Call } from "@/lib/api/call";
import type { EndpointSpec, RouteContext } from "@/lib/api/endpoint-spec";
import { acceptsIdempotencyKey, IdempotencyHeaders } from "@/lib/api/idempotency";
import { AppError, type Issue } from "@/lib/errors";
import type { SplitUrl } from "@/lib/http/url";
import { parseJson, wholeBody } from "@/lib/json/parse";
import { isStorable, toStorable } from "@/lib/text/storable";
import { notStorableMessage } from "@/lib/text/text";
import { parseOptions, toIssues } from "@/lib/validation";

type Input = { params: unknown; query: unknown; body: unknown; idempotencyKey: string | undefined };

/** Validates path, query, body and Idempotency-Key. Throws one error with all issues. */
export async function parseInput(
  spec: EndpointSpec,
  call: Pick<Call, "request" | "url" | "body">,
  context: RouteContext,
): Promise<Input> {
  const issues: Issue[] = [];
  const input: Input = {
    params: spec.params && parseParameters(spec.params, await context.params, "path", issues),
    query: parseSearch(spec.query, call.url, issues),
    body: spec.body && parseBody(spec.body, call, issues),
    idempotencyKey: acceptsIdempotencyKey(spec)
      ? readIdempotencyKey(call.request.headers, issues)
      : undefined,
  };
  if (issues.length > 0) throw toInvalidRequest(issues);
  return input;
}

function parseSearch(schema: z.ZodType | undefined, url: SplitUrl, issues: Issue[]): unknown {
  // Most calls: nothing to validate.
  if (!schema && url.search === "") return {};
  return parseParameters(schema ?? NoParameters, readQuery(url), "query", issues);
}

/** Validates a query string. Parameters in `lists` are arrays, even when they come once. */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  url: SplitUrl,
  lists: readonly string[],
): z.output<Schema> {
  const issues: Issue[] = [];
  const query = parseParameters(schema, readQuery(url, lists), "query", issues);
  if (issues.length > 0) throw toInvalidRequest(issues);
  return query as z.output<Schema>;
}

/** Validates a body of JSON. */
export function parseJsonBody<Schema extends z.ZodType>(
  schema: Schema,
  request: Request,
  body: Buffer,
): z.output<Schema> {
  const issues: Issue[] = [];
  const value = parseBody(schema, { request, body }, issues);
  if (issues.length > 0) throw toInvalidRequest(issues);
  return value as z.output<Schema>;
}

function toInvalidRequest(issues: Issue[]): AppError {
  return new AppError("bad_request", "Invalid request. See 'errors'.", { issues });
}

const NoParameters = z.strictObject({});

/** Returns undefined for an invalid value, and adds the reasons to `issues`. */
function parseValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: Issue["in"],
  issues: Issue[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, parseOptions);
  if (result.success) return result.data;
  for (const { path, message } of toIssues(result.error))
    issues.push({ path: path || wholeBody, message, ...(part && { in: part }) });
  return undefined;
}

function parseParameters(
  schema: z.ZodType,
  parameters: Record<string, string | string[]>,
  part: "path" | "query",
  issues: Issue[],
): unknown {
  const unstorable = Object.keys(parameters).filter((name) => !isStorable(`${name}${parameters[name]}`));
  for (const name of unstorable)
    issues.push({ path: toStorable(name), message: notStorableMessage, in: part });
  return unstorable.length > 0 ? undefined : parseValue(schema, parameters, part, issues);
}

function readIdempotencyKey(headers: Headers, issues: Issue[]): string | undefined {
  const key = headers.get("idempotency-key");
  // Most calls: nothing to validate.
  if (key === null) return undefined;
  const values = { "Idempotency-Key": key };
  return parseValue(IdempotencyHeaders, values, "header", issues)?.["Idempotency-Key"];
}

/** A repeated parameter is an array, which no schema of a single value accepts. */
function readQuery({ search }: SplitUrl, lists: readonly string[] = []): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  if (search === "") return query;
  const searchParams = new URLSearchParams(search);
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name);
    query[name] = values.length === 1 && !lists.includes(name) ? (values[0] as string) : values;
  }
  return query;
}

function parseBody(schema: z.ZodType, { request, body }: Pick<Call, "request" | "body">, issues: Issue[]) {
  requireJson(request.headers);
  const { value, problem } = parseJson(body);
  if (!problem) return parseValue(schema, value, undefined, issues);
  issues.push(problem);
  return undefined;
}

/** Accepts uncompressed JSON in UTF-8. */
function requireJson(headers: Headers): void {
  const type = headers.get("content-type") ?? "";
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type))
    throw toUnsupported("Send JSON, with the header 'Content-Type: application/json'.");
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    throw toUnsupported("Unsupported charset. Send the body in UTF-8.");
  if (!/^(identity)?$/i.test(headers.get("content-encoding") ?? ""))
    throw toUnsupported("Unsupported Content-Encoding. Send the body uncompressed.", {
      "accept-encoding": "identity",
    });
}

function toUnsupported(message: string, headers: Record<string, string> = {}): AppError {
  return new AppError("unsupported_media_type", message, { headers });
}
