import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { listManagedKeys } from "@/lib/management/applications/queries";
import { ApplicationPath, KeyQuery, ManagedKey } from "@/lib/management/applications/schema";

export const GET = endpoint({
  method: "GET",
  path: "/management/applications/{applicationId}/keys",
  group: "Management",
  summary: "List the keys of an application",
  description: "The current key and the replaced ones, newest first. Masked: keys are not stored.",
  permission: "ReadApplications",
  params: ApplicationPath,
  query: KeyQuery,
  output: z.array(ManagedKey),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, params, query }) => listManagedKeys(workspaceId, params.applicationId, query),
});

export const { POST, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET);
