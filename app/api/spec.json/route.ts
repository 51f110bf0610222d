import { z } from "zod";
import { endpoint, rejectOtherMethods } from "@/lib/api/endpoint";
import { describeApi } from "@/lib/api/openapi";

/** Made once: it takes a while, and anybody may ask for it. */
let document: Record<string, unknown> | undefined;

export const GET = endpoint({
  method: "GET",
  path: "/spec.json",
  group: "Service",
  summary: "This API as an OpenAPI 3.1 document",
  permission: "public",
  output: z.record(z.string(), z.unknown()),
  envelope: "none",
  isConstant: true,
  status: 200,
  handler: async () => {
    // Imported when asked: the catalog lists this endpoint too.
    const { catalog } = await import("@/app/api/catalog");
    document ??= describeApi(catalog);
    return document;
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
