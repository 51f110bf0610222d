import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { restoreManagedApplication } from "@/lib/management/applications/mutations";
import { ApplicationPath, ManagedApplication, Restoration } from "@/lib/management/applications/schema";

export const POST = endpoint({
  method: "POST",
  path: "/management/applications/{applicationId}/restore",
  group: "Management",
  summary: "Restore a deleted application",
  description: "With the same keys, within 30 days. An application that is not deleted stays as it is.",
  permission: "ManageApplications",
  params: ApplicationPath,
  body: Restoration,
  output: ManagedApplication,
  status: 200,
  handler: ({ caller, params, body }) => restoreManagedApplication(caller, params.applicationId, body),
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(POST);
