import type { ApplicationRow } from "@/lib/applications/rows";
import { type ApplicationForm, maxApplicationNameLength } from "@/lib/applications/schema";

/** The form of a new application. */
export const blankForm = {
  name: "",
  permissions: [],
  enabled: true,
  allowedIps: [],
  callsPerMinute: null,
  description: "",
  observe: false,
};

export function toFormValues(application: ApplicationRow): ApplicationForm {
  const { name, permissions, enabled, allowedIps, callsPerMinute, description, owner } = application;
  const ownerId = owner?.id ?? null;
  return {
    name,
    permissions,
    enabled,
    allowedIps,
    callsPerMinute,
    description,
    ownerId,
    expiry: undefined,
    observe: false,
  };
}

const copySuffix = " copy";

/** A copy is enabled, also of a disabled application: it has its own key. */
export function toCopyValues(application: ApplicationRow): ApplicationForm {
  const name = application.name.slice(0, maxApplicationNameLength - copySuffix.length).trimEnd() + copySuffix;
  return { ...toFormValues(application), name, enabled: true };
}
