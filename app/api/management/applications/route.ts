import { z } from "zod";
import { endpoint } from "@/lib/api/endpoint";
import { rejectOtherMethods } from "@/lib/api/reject-calls";
import { createManagedApplication } from "@/lib/management/applications/mutations";
import { listManagedApplications } from "@/lib/management/applications/queries";
import {
  ApplicationToCreate,
  IssuedApplication,
  ManagedApplication,
  ManagedApplicationQuery,
} from "@/lib/management/applications/schema";

export const GET = endpoint({
  method: "GET",
  path: "/management/applications",
  group: "Management",
  summary: "List applications",
  permission: "ReadApplications",
  query: ManagedApplicationQuery,
  output: z.array(ManagedApplication),
  status: 200,
  envelope: "page",
  handler: ({ workspaceId, query }) => listManagedApplications(workspaceId, query),
});

export const POST = endpoint({
  method: "POST",
  path: "/management/applications",
  group: "Management",
  summary: "Create an application",
  description:
    "The response has its key, which is shown only once. A taken name is 409, so a repeat creates nothing.",
  permission: "ManageApplications",
  body: ApplicationToCreate,
  output: IssuedApplication,
  status: 201,
  handler: ({ caller, body }) => createManagedApplication(caller, body),
});

export const { PUT, PATCH, DELETE, OPTIONS } = rejectOtherMethods(GET, POST);
