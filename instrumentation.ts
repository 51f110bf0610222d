import type { Instrumentation } from "next";

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
