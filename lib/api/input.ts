import { z } from "zod";
import type { EndpointSpec, RouteContext } from "@/lib/api/endpoint";
import type { SplitUrl } from "@/lib/api/split-url";
import { AppError, type Issue } from "@/lib/errors";
import { parseOptions, toIssues } from "@/lib/validation";

type Input = { params: unknown; query: unknown; body: unknown };

/** Everything that a caller sent, checked against what the endpoint declares; all that is wrong, in one answer. */
export async function parseInput(
  spec: EndpointSpec,
  { request, url, body }: { request: Request; url: SplitUrl; body: string },
  context: RouteContext,
): Promise<Input> {
  const issues: Issue[] = [];
  const input: Input = {
    params: spec.params && check(spec.params, await context.params, "path", issues),
    query: check(spec.query ?? NoParameters, readQuery(url), "query", issues),
    body: spec.body && check(spec.body, readJson(request, body), undefined, issues),
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

/** The name of what is wrong with no field in particular. */
const wholeBody = "body";

function check(schema: z.ZodType, value: unknown, place: Issue["in"], issues: Issue[]): unknown {
  const result = schema.safeParse(value, parseOptions);
  if (result.success) return result.data;
  for (const { path, message } of toIssues(result.error))
    issues.push({ path: path || wholeBody, message, ...(place && { in: place }) });
  return undefined;
}

/** A parameter that comes once is a string; one that comes more often is a list, which no schema takes for one. */
function readQuery({ search }: SplitUrl): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  if (search === "") return query;
  const searchParams = new URLSearchParams(search);
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return query;
}

function readJson(request: Request, body: string): unknown {
  if (!/^application\/(.+\+)?json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new AppError(
      "unsupported_media_type",
      "Send the body as JSON, with the header 'Content-Type: application/json'.",
    );
  }
  try {
    return JSON.parse(body);
  } catch (error) {
    throw invalidBecause([
      { path: wholeBody, message: `This is not valid JSON: ${(error as Error).message}.` },
    ]);
  }
}
