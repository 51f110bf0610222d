"use client";

import { DeleteDialog, type DeleteDialogProps } from "@/components/forms/delete-dialog";
import { LastTime } from "@/components/ui/last-time";
import { deleteWebsite } from "@/lib/websites/actions";
import type { WebsiteRow } from "@/lib/websites/schema";
import { useWebsites } from "./websites";

type DeleteWebsiteProps = Omit<DeleteDialogProps, "name" | "noun" | "description" | "remove"> & {
  website: WebsiteRow;
};

export function DeleteWebsite({ website: { id, domain, lastSeenAt }, ...dialog }: DeleteWebsiteProps) {
  const { slug } = useWebsites();
  return (
    <DeleteDialog
      {...dialog}
      name={domain}
      noun="website"
      description="What its pages still send is refused at once, and its snippet cannot be brought back. What it brought stays."
      remove={() => deleteWebsite(slug, { id })}
    >
      <LastTime
        at={lastSeenAt}
        never="None of its pages was ever seen."
        past="It was last seen"
        lately="Its pages are still sending: it was last seen"
      />
    </DeleteDialog>
  );
}
