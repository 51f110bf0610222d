import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import type { WorkspaceId } from "@/lib/auth/actor";
import { requireActor } from "@/lib/auth/session";
import { ContactKindInput } from "@/lib/computations/schema/computation";
import { findContactDetail } from "@/lib/contacts/detail/queries";
import type { ContactDetail } from "@/lib/contacts/schema/contact-page";

type Params = { workspace: string; kind: string; id: string };
type FoundContact = { workspaceId: WorkspaceId; slug: string; contact: ContactDetail };

/** A contact of another workspace is not found, like one that does not exist. */
export function requireContact({ workspace, kind, id }: Params): Promise<FoundContact> {
  return findContact(workspace, kind, id);
}

/** The arguments are the cache's key. */
const findContact = cache(async (slug: string, kindText: string, id: string): Promise<FoundContact> => {
  const { workspaceId, workspace } = await requireActor(slug);
  const kind = ContactKindInput.safeParse(kindText).data;
  if (!kind || !z.ulid().safeParse(id).success) notFound();
  const contact = await findContactDetail(workspaceId, kind, id);
  return contact ? { workspaceId, slug: workspace.slug, contact } : notFound();
});
