import "server-only";
import { z } from "zod";
import { createCall } from "@/lib/api/call";
import type { EndpointSpec } from "@/lib/api/endpoint-spec";
import { recordCall } from "@/lib/api/record-call";
import { AppError } from "@/lib/errors";
import { noBody } from "@/lib/http/body";
import type { EncodedResponse } from "@/lib/http/error-response";
import { splitUrl } from "@/lib/http/url";
import { toRoutePattern } from "@/lib/ingestion/http/route";
import type { SdkRequest } from "@/lib/ingestion/http/sdk-request";
import { truncateForLog } from "@/lib/logs/write/captured-call";

const specs = new Map<string, EndpointSpec>();

/** Segment's protocol is not part of the catalog: its calls are logged by their path and the permission. */
function getSpec(path: string): EndpointSpec {
  const found = specs.get(path) ?? {
    method: "POST",
    path,
    summary: "Messages of Segment's libraries",
    group: "Events",
    permission: "TrackData",
    output: z.unknown(),
    status: 200,
  };
  specs.set(path, found);
  return found;
}

/** Logs a request with an API key in its application's log. The messages of connectors have their debugger. */
export async function recordRequest(sdkRequest: SdkRequest, response: EncodedResponse): Promise<void> {
  const { id, startedAt, request, route, sender, context } = sdkRequest;
  if (!sender?.caller) return;
  const body = sdkRequest.body ?? noBody;
  const call = createCall(id, request, { params: Promise.resolve({}), url: splitUrl(request.url) });
  Object.assign(call, {
    startedAt,
    caller: sender.caller,
    body: truncateForLog(body),
    bodyBytes: body.length,
    ...(isRejectedKey(response) && { rejection: new AppError("unauthorized", "") }),
  });
  await recordCall(call, getSpec(toRoutePattern(route)), response, context.incoming?.headers);
}

/** The key itself was rejected: it was not used. */
function isRejectedKey({ errorCode }: EncodedResponse): boolean {
  return (
    errorCode !== null &&
    ["unauthorized", "key_expired", "key_disabled", "ip_not_allowed"].includes(errorCode)
  );
}
