import { notFound } from "next/navigation";
import { z } from "zod";
import { requireActor } from "@/lib/auth/session";
import { hasWebsite } from "@/lib/websites/queries";

/** Finds the website outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function WebsiteLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/websites/[website]">) {
  const { workspace, website: id } = await params;
  const { workspaceId } = await requireActor(workspace);
  if (!z.ulid().safeParse(id).success || !(await hasWebsite(workspaceId, id))) notFound();
  return children;
}
