"use client";

import { type ReactNode, useState } from "react";
import { DeleteDialog, type DeleteDialogProps } from "@/components/forms/delete-dialog";
import { VerificationSecretDialog } from "@/components/identity-verification/identity-verification";
import { createButtonId } from "@/components/ui/create-button";
import { findNeighborButton, stay, useDialogs } from "@/components/ui/overlay/use-dialogs";
import { LastTime } from "@/components/ui/time/last-time";
import { toVerifiedWebsite } from "@/components/websites/verified-website";
import {
  useWebsitesContext,
  type WebsiteDialog,
  WebsitesContext,
  type WebsitesContextValue,
} from "@/components/websites/websites-context";
import { deleteWebsite } from "@/lib/websites/actions";
import type { WebsiteRow } from "@/lib/websites/schema";
import { AddWebsiteDialog } from "./add-website-dialog";
import { EditWebsiteDialog } from "./edit-website-dialog";
import { SnippetDialog } from "./snippet-dialog";

interface WebsiteDialogsProps extends Omit<WebsitesContextValue, "begin"> {
  /** The websites on the page. */
  rows: WebsiteRow[];
  children: ReactNode;
}

/** Renders the page's dialogs. The children open them with `useWebsitesContext().begin`. */
export function WebsiteDialogs({ rows, children, ...context }: WebsiteDialogsProps) {
  const { count, act, open, begin, close, closeTowards, returnFocus } =
    useDialogs<WebsiteDialog>(createButtonId);
  const [added, setAdded] = useState<WebsiteRow | null>(null);
  const [issued, setIssued] = useState<{ domain: string; secret: string } | null>(null);

  const showAdded = (website: WebsiteRow) => {
    // The button that opened the dialog may belong to the empty state, which disappears now.
    closeTowards(document.getElementById(createButtonId));
    setAdded(website);
  };
  const showSecret = (domain: string, secret: string) => {
    setIssued({ domain, secret });
    close();
  };
  const closeDeleted = () => {
    if (act && act.kind !== "add") closeTowards(findNeighborButton(rows, act.website.id));
  };
  const dialog = { open, onClose: close, onCloseAutoFocus: added || issued ? stay : returnFocus };

  return (
    <WebsitesContext value={{ ...context, begin }}>
      {children}
      {act?.kind === "add" && <AddWebsiteDialog key={count} {...dialog} onAdded={showAdded} />}
      {act?.kind === "snippet" && <SnippetDialog key={count} {...dialog} website={act.website} />}
      {act?.kind === "edit" && (
        <EditWebsiteDialog
          key={count}
          {...dialog}
          website={findCurrent(rows, act.website)}
          onSecret={showSecret}
          onDeletedElsewhere={closeDeleted}
        />
      )}
      {act?.kind === "delete" && (
        <DeleteWebsiteDialog
          key={count}
          {...dialog}
          website={findCurrent(rows, act.website)}
          onDeleted={closeDeleted}
        />
      )}
      {added && (
        <SnippetDialog open website={added} onClose={() => setAdded(null)} onCloseAutoFocus={returnFocus} />
      )}
      {issued && (
        <VerificationSecretDialog
          source={toVerifiedWebsite(issued.domain)}
          secret={issued.secret}
          onClose={() => setIssued(null)}
          onCloseAutoFocus={returnFocus}
        />
      )}
    </WebsitesContext>
  );
}

/** Returns the website as the page lists it now. After its deletion: as it was when the dialog opened. */
function findCurrent(rows: WebsiteRow[], website: WebsiteRow): WebsiteRow {
  return rows.find(({ id }) => id === website.id) ?? website;
}

type DeleteWebsiteDialogProps = Omit<DeleteDialogProps, "name" | "noun" | "description" | "remove"> & {
  website: WebsiteRow;
};

function DeleteWebsiteDialog({ website: { id, domain, lastSeenAt }, ...dialog }: DeleteWebsiteDialogProps) {
  const { slug } = useWebsitesContext();
  return (
    <DeleteDialog
      {...dialog}
      name={domain}
      noun="website"
      description="Calls from its pages are rejected immediately. The snippet cannot be restored. Users and events stay."
      remove={() => deleteWebsite(slug, { id })}
    >
      <LastTime
        at={lastSeenAt}
        never="No page has used the snippet yet."
        past="A page last used the snippet"
        lately="The snippet is in use. The last call came"
      />
    </DeleteDialog>
  );
}
