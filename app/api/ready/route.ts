import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { checkReadiness, findDegradedParts, findQueueState } from "@/lib/api/readiness";
import { rejectOtherMethods } from "@/lib/api/reject-calls";

const ComputationQueue = z.object({
  queued: z.int().meta({
    description: "Contacts whose segments and other values wait to be computed.",
    example: 0,
  }),
  oldestSeconds: z.number().meta({
    description: "Seconds that the first of them has waited.",
    example: 0,
  }),
});

const DegradedPart = z.object({
  part: z.enum(["logDatabase"]).meta({ description: "The part that is away.", example: "logDatabase" }),
  reason: z.string().meta({
    description: "What that means.",
    example: "The database of the log is away: calls wait in memory.",
  }),
});

export const GET = endpoint({
  method: "GET",
  path: "/ready",
  group: "Service",
  summary: "Check that the service can answer: 503 without its database",
  permission: "public",
  description:
    "The queue of computations does not decide: it also waits while every process is ready. Parts that calls do not need are listed under 'degraded' while they are away.",
  output: z.object({
    status: z.literal("ready"),
    computations: ComputationQueue.optional(),
    degraded: z.array(DegradedPart).optional(),
  }),
  status: 200,
  handler: async () => {
    await checkReadiness();
    const [computations, degraded] = await Promise.all([findQueueState(), findDegradedParts()]);
    return {
      status: "ready" as const,
      ...(computations && { computations }),
      ...(degraded.length > 0 && { degraded }),
    };
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
