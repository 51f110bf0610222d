import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { regenerateManagedKey } from "@/lib/management/applications/mutations";
import { ApplicationPath, IssuedApplication, Regeneration } from "@/lib/management/applications/schema";

export const POST = endpoint({
  method: "POST",
  path: "/management/applications/{applicationId}/regenerate",
  group: "Management",
  summary: "Replace the key of an application",
  description: "The response has the new key, which is shown only once.",
  permission: "ManageApplications",
  params: ApplicationPath,
  body: Regeneration,
  output: IssuedApplication,
  status: 200,
  handler: ({ caller, params, body }) => regenerateManagedKey(caller, params.applicationId, body),
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
