"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { createButtonId } from "@/components/ui/create-button";
import { findNeighbour } from "@/components/ui/delete-button";
import { type Begin, stay, useDialogs } from "@/components/ui/use-dialogs";
import { getApplication } from "@/lib/applications/actions";
import type { ApplicationRow, IssuedKey } from "@/lib/applications/schema";
import { type ApiAccess, ApiAccessContext, type ApplicationAct } from "./api-access";
import { ApplicationDialog } from "./application-dialog";
import { DeleteApplication } from "./delete-application";
import { KeyDialog } from "./key-dialog";
import { useActivity } from "./use-activity";

interface ApplicationDialogsProps extends Omit<ApiAccess, "begin" | "look" | "latest" | "recent"> {
  /** The applications on the page. */
  rows: ApplicationRow[];
  /** Where the page of a single application leads once that is deleted. */
  leaveTo?: string;
  children: ReactNode;
}

/** The page's dialogs. Whatever is inside opens them through `useApiAccess().begin`. */
export function ApplicationDialogs({ rows, leaveTo, children, ...access }: ApplicationDialogsProps) {
  const router = useRouter();
  const dialogs = useDialogs<ApplicationAct>(createButtonId);
  const { count, act, open, close, closeTowards, returnFocus } = dialogs;
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const { latest, recent, remember } = useActivity(access.slug, rows);

  const look = async (id: string) => {
    const result = await callAction(() => getApplication(access.slug, { id }));
    if (result.ok) remember(result.data);
  };
  const begin: Begin<ApplicationAct> = (begun, opener) => {
    dialogs.begin(begun, opener);
    // The page may be old, and when a key was last used is what its owner decides by.
    if (begun.kind !== "create") void look(begun.application.id);
  };
  /** Falls back to the application as it was when the dialog opened: it may have left the page since. */
  const currentOf = (application: ApplicationRow) =>
    latest.get(application.id) ?? rows.find(({ id }) => id === application.id) ?? application;
  const showKey = (created: IssuedKey) => {
    // What opened the dialog may be part of the empty page, which is about to go.
    closeTowards(document.getElementById(createButtonId));
    setIssued(created);
  };
  const closeGone = () => {
    if (act && act.kind !== "create") closeTowards(findNeighbour(rows, act.application.id));
    if (leaveTo) router.replace(leaveTo);
  };

  return (
    <ApiAccessContext value={{ ...access, latest, recent, begin, look }}>
      {children}
      {act && act.kind !== "delete" && (
        <ApplicationDialog
          key={count}
          open={open}
          application={act.kind === "edit" ? currentOf(act.application) : null}
          onClose={close}
          onCreated={showKey}
          onGone={closeGone}
          onCloseAutoFocus={issued ? stay : returnFocus}
        />
      )}
      {act?.kind === "delete" && (
        <DeleteApplication
          key={count}
          open={open}
          application={currentOf(act.application)}
          onClose={close}
          onDeleted={closeGone}
          onCloseAutoFocus={returnFocus}
        />
      )}
      {issued && (
        <KeyDialog issued={issued} enabled onClose={() => setIssued(null)} onCloseAutoFocus={returnFocus} />
      )}
    </ApiAccessContext>
  );
}
