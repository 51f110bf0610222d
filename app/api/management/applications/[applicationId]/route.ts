import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { deleteManagedApplication, patchManagedApplication } from "@/lib/management/applications/mutations";
import { getManagedApplication } from "@/lib/management/applications/queries";
import { ApplicationPatch, ApplicationPath, ManagedApplication } from "@/lib/management/applications/schema";

const path = "/management/applications/{applicationId}";

export const GET = endpoint({
  method: "GET",
  path,
  group: "Management",
  summary: "Get an application",
  description: "A deleted application is found for 30 days.",
  permission: "ReadApplications",
  params: ApplicationPath,
  output: ManagedApplication,
  status: 200,
  handler: ({ workspaceId, params }) => getManagedApplication(workspaceId, params.applicationId),
});

export const PATCH = endpoint({
  method: "PATCH",
  path,
  group: "Management",
  summary: "Change an application",
  description: "Absent fields stay as they are. Removed rights no longer apply once the response arrives.",
  permission: "ManageApplications",
  params: ApplicationPath,
  body: ApplicationPatch,
  output: ManagedApplication,
  status: 200,
  handler: ({ caller, params, body }) => patchManagedApplication(caller, params.applicationId, body),
});

export const DELETE = endpoint({
  method: "DELETE",
  path,
  group: "Management",
  summary: "Delete an application",
  description:
    "Its keys are rejected once the response arrives. It can be restored for 30 days. A deleted application stays as it is.",
  permission: "ManageApplications",
  params: ApplicationPath,
  output: ManagedApplication,
  status: 200,
  handler: ({ caller, params }) => deleteManagedApplication(caller, params.applicationId),
});

export const { POST, PUT, OPTIONS } = rejectOtherMethods(GET, PATCH, DELETE);
