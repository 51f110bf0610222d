import "server-only";
import type { Caller, SentKey } from "@/lib/api/authenticate";
import type { RouteContext } from "@/lib/api/endpoint-spec";
import { findTiming, type ServerTiming } from "@/lib/api/server-timing";
import type { AppError } from "@/lib/errors";
import { noBody } from "@/lib/http/body";
import { getClientIp } from "@/lib/http/client-ip";
import type { RateDecision } from "@/lib/http/rate-limit/rate-limiter";
import { type SplitUrl, splitUrl } from "@/lib/http/url";

/** A rate limit and its remaining calls. The header `RateLimit-Policy` has the names of the policies. */
export type Quota = RateDecision & { policy: "application" | "workspace" | "ip" };

/** The state of one API call while it is answered. */
export type Call = {
  id: string;
  /** By `performance.now()`. */
  startedAt: number;
  request: Request;
  url: SplitUrl;
  ipAddress: string;
  /** After parsing, only the beginning that the log keeps. */
  body: Buffer;
  bodyBytes: number;
  /** Next compresses the responses of its handlers, and drops their Content-Encoding. */
  isCompressedLater: boolean;
  /** Read from the headers once: the key is checked several times. */
  key: SentKey | undefined;
  caller: Caller | undefined;
  /** Why authentication rejected the key. */
  rejection: AppError | undefined;
  /** The decision of each limit that applies, once the call is counted. */
  quotas: readonly Quota[] | undefined;
  /** The request asks for `Server-Timing`. */
  timing: ServerTiming | undefined;
  /** The call passes although its permission was removed. */
  observed: boolean;
  /** Its row of the log was committed together with its effect. */
  isLogged: boolean;
};

export function createCall(id: string, request: Request, { url, parsedHeaders }: RouteContext): Call {
  const startedAt = performance.now();
  // All fields: an object that grows later costs memory for each request.
  return {
    id,
    startedAt,
    request,
    url: url ?? splitUrl(request.url),
    ipAddress: getClientIp(request.headers),
    body: noBody,
    bodyBytes: 0,
    isCompressedLater: parsedHeaders === undefined,
    key: undefined,
    caller: undefined,
    rejection: undefined,
    quotas: undefined,
    timing: findTiming(request, startedAt),
    observed: false,
    isLogged: false,
  };
}
