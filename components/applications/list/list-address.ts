import { ApplicationListQuery } from "@/lib/applications/schema";

const usual = ApplicationListQuery.parse({});

/** Where the list is shown in this way. What is as usual stays out of the address. */
export function listAddress(slug: string, query: ApplicationListQuery): string {
  const unusual = Object.entries(query)
    .filter(([name, value]) => value !== undefined && value !== usual[name as keyof ApplicationListQuery])
    .map(([name, value]) => [name, String(value)]);
  const search = new URLSearchParams(unusual).toString();
  return `/${slug}/settings/api-access${search && `?${search}`}`;
}
