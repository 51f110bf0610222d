import { z } from "zod";
import type { EndpointSpec, RouteContext } from "@/lib/api/endpoint";
import { acceptsIdempotencyKey, IdempotencyHeaders } from "@/lib/api/idempotency";
import { AppError, type Issue } from "@/lib/errors";
import type { SplitUrl } from "@/lib/http/url";
import { parseJson, wholeBody } from "@/lib/json/parse";
import { isStorable, notStorable, toStorable } from "@/lib/text";
import { parseOptions, toIssues } from "@/lib/validation";

type SentCall = { request: Request; url: SplitUrl; body: Uint8Array };
type Input = { params: unknown; query: unknown; body: unknown; idempotencyKey: string | undefined };

/** Everything that a caller sent, checked against what the endpoint declares; all that is wrong, in one answer. */
export async function parseInput(spec: EndpointSpec, call: SentCall, context: RouteContext): Promise<Input> {
  const issues: Issue[] = [];
  const input: Input = {
    params: spec.params && checkParameters(spec.params, await context.params, "path", issues),
    query: checkParameters(spec.query ?? NoParameters, readQuery(call.url), "query", issues),
    body: spec.body && checkBody(spec.body, call, issues),
    idempotencyKey: acceptsIdempotencyKey(spec)
      ? readIdempotencyKey(call.request.headers, issues)
      : undefined,
  };
  if (issues.length > 0) throw invalidBecause(issues);
  return input;
}

function invalidBecause(issues: Issue[]): AppError {
  return new AppError("bad_request", "The request is not valid. See 'errors' for what to change.", {
    issues,
  });
}

const NoParameters = z.strictObject({});

function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: Issue["in"],
  issues: Issue[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, parseOptions);
  if (result.success) return result.data;
  for (const { path, message } of toIssues(result.error))
    issues.push({ path: path || wholeBody, message, ...(place && { in: place }) });
  return undefined;
}

function checkParameters(
  schema: z.ZodType,
  parameters: Record<string, string | string[]>,
  place: "path" | "query",
  issues: Issue[],
): unknown {
  const broken = Object.keys(parameters).filter((name) => !isStorable(`${name}${parameters[name]}`));
  for (const name of broken) issues.push({ path: toStorable(name), message: notStorable, in: place });
  return broken.length > 0 ? undefined : check(schema, parameters, place, issues);
}

function readIdempotencyKey(headers: Headers, issues: Issue[]): string | undefined {
  const sent = { "Idempotency-Key": headers.get("idempotency-key") ?? undefined };
  return check(IdempotencyHeaders, sent, "header", issues)?.["Idempotency-Key"];
}

/** A query by itself, in which those names are lists, however often they come. */
export function parseQuery<Schema extends z.ZodType>(
  schema: Schema,
  url: SplitUrl,
  lists: readonly string[],
): z.output<Schema> {
  const issues: Issue[] = [];
  const query = checkParameters(schema, readQuery(url, lists), "query", issues);
  if (issues.length > 0) throw invalidBecause(issues);
  return query as z.output<Schema>;
}

/** A parameter that comes once is a string; one that comes more often is a list, which no other schema takes for one. */
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

/** The body's value, or undefined where it could not be read and `issues` says why. */
function checkBody(schema: z.ZodType, { request, body }: SentCall, issues: Issue[]): unknown {
  requireJson(request.headers);
  const { value, problem } = parseJson(body);
  if (!problem) return check(schema, value, undefined, issues);
  issues.push(problem);
  return undefined;
}

/** JSON is UTF-8 here, and comes as it is. */
function requireJson(headers: Headers): void {
  const type = headers.get("content-type") ?? "";
  if (!/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type))
    throw unsupported("Send the body as JSON, with the header 'Content-Type: application/json'.");
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    throw unsupported("Send the body in UTF-8: no other charset is read here.");
  if (!/^(identity)?$/i.test(headers.get("content-encoding") ?? ""))
    throw unsupported("Send the body as it is, without a Content-Encoding.", {
      "accept-encoding": "identity",
    });
}

function unsupported(message: string, headers: Record<string, string> = {}): AppError {
  return new AppError("unsupported_media_type", message, { headers });
}
