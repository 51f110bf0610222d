import { z } from "zod";
import { sessionRoute } from "@/lib/api/session-route";
import { createAuditExport } from "@/lib/audit/export-file";
import { AuditExportFilter, auditExportFormats } from "@/lib/audit/schema";

/** Exports the audit log of a filter as a file. The filter is that of the page's URL. */
export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = sessionRoute({
  may: "viewAuditLog",
  query: AuditExportFilter.extend({ workspace: z.string(), format: z.enum(auditExportFormats) }),
  lists: [],
  handler: ({ query: { workspace, format, ...filter }, ...call }) =>
    createAuditExport({ ...call, name: workspace, filter, format }),
});
