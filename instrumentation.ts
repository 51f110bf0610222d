import type { Instrumentation } from "next";

/** Starts traces and opens Redis for `next dev`. In production server.ts has done both before it loads Next. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NODE_ENV !== "development") return;
  const { openTracing } = await import("@/lib/tracing/open");
  const { openRateLimiter } = await import("@/lib/http/rate-limit/shared-limiter");
  await Promise.all([openTracing(), openRateLimiter()]);
}

/**
 * Logs the route of a failed page, action or route handler. Next prints the error, which `redirectConsole` logs. Not the
 * path: it can contain the token of an invitation.
 */
export const onRequestError: Instrumentation.onRequestError = async (error, { method }, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs" || process.env.NODE_ENV !== "production") return;
  const { logger } = await import("@/lib/logger");
  const { routePath, routeType } = context;
  const { digest } = Object(error) as { digest?: string };
  logger.error({ method, route: routePath, routeType, digest }, "Next failed to answer a request.");
};
