import { z } from "zod";
import { endpoints } from "@/app/api/endpoints";
import { endpoint } from "@/lib/api/endpoint";
import type { Endpoint } from "@/lib/api/endpoint-spec";
import { describeApi } from "@/lib/api/openapi";
import { rejectOtherMethods } from "@/lib/api/reject-calls";

let document: Record<string, unknown> | undefined;

export const GET: Endpoint = endpoint({
  method: "GET",
  path: "/spec.json",
  group: "Service",
  summary: "Read this API as an OpenAPI 3.1 document",
  permission: "public",
  output: z.record(z.string(), z.unknown()),
  envelope: "none",
  isConstant: true,
  status: 200,
  handler: () => {
    document ??= describeApi([...endpoints, GET]);
    return document;
  },
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
