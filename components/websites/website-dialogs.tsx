"use client";

import { type ReactNode, useState } from "react";
import { createButtonId } from "@/components/ui/create-button";
import { findNeighbour } from "@/components/ui/delete-button";
import { stay, useDialogs } from "@/components/ui/use-dialogs";
import type { WebsiteRow } from "@/lib/websites/schema";
import { AddWebsite } from "./add-website";
import { DeleteWebsite } from "./delete-website";
import { EditWebsite } from "./edit-website";
import { SnippetDialog } from "./snippet-dialog";
import { WebsiteSecret } from "./website-secret";
import { type WebsiteAct, type Websites, WebsitesContext } from "./websites";

interface WebsiteDialogsProps extends Omit<Websites, "begin"> {
  /** The websites on the page. */
  rows: WebsiteRow[];
  children: ReactNode;
}

/** The page's dialogs. Whatever is inside opens them through `useWebsites().begin`. */
export function WebsiteDialogs({ rows, children, ...websites }: WebsiteDialogsProps) {
  const { count, act, open, begin, close, closeTowards, returnFocus } =
    useDialogs<WebsiteAct>(createButtonId);
  const [added, setAdded] = useState<WebsiteRow | null>(null);
  const [issued, setIssued] = useState<{ domain: string; secret: string } | null>(null);

  const showAdded = (website: WebsiteRow) => {
    // What opened the dialog may be part of the empty page, which is about to go.
    closeTowards(document.getElementById(createButtonId));
    setAdded(website);
  };
  const showSecret = (domain: string, secret: string) => {
    setIssued({ domain, secret });
    close();
  };
  const closeGone = () => {
    if (act && act.kind !== "add") closeTowards(findNeighbour(rows, act.website.id));
  };
  const dialog = { open, onClose: close, onCloseAutoFocus: added || issued ? stay : returnFocus };

  return (
    <WebsitesContext value={{ ...websites, begin }}>
      {children}
      {act?.kind === "add" && <AddWebsite key={count} {...dialog} onAdded={showAdded} />}
      {act?.kind === "snippet" && <SnippetDialog key={count} {...dialog} website={act.website} />}
      {act?.kind === "edit" && (
        <EditWebsite
          key={count}
          {...dialog}
          website={currentOf(rows, act.website)}
          onSecret={showSecret}
          onGone={closeGone}
        />
      )}
      {act?.kind === "delete" && (
        <DeleteWebsite key={count} {...dialog} website={currentOf(rows, act.website)} onDeleted={closeGone} />
      )}
      {added && (
        <SnippetDialog open website={added} onClose={() => setAdded(null)} onCloseAutoFocus={returnFocus} />
      )}
      {issued && <WebsiteSecret {...issued} onClose={() => setIssued(null)} onCloseAutoFocus={returnFocus} />}
    </WebsitesContext>
  );
}

/** As the page has it now, or as it was when the dialog opened. */
function currentOf(rows: WebsiteRow[], website: WebsiteRow): WebsiteRow {
  return rows.find(({ id }) => id === website.id) ?? website;
}
