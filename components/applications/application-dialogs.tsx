"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { callAction } from "@/components/forms/call-action";
import { createButtonId } from "@/components/ui/create-button";
import { type Begin, findNeighborButton, stay, useDialogs } from "@/components/ui/overlay/use-dialogs";
import { getApplication } from "@/lib/applications/actions";
import type { ApplicationRow, IssuedKey } from "@/lib/applications/schema";
import { ActivityContext, type ApiAccess, ApiAccessContext, type ApplicationAct } from "./api-access";
import { ApplicationDialog } from "./application-dialog";
import { DeleteApplication } from "./delete-application";
import { KeyDialog } from "./key-dialog";
import { useActivity } from "./use-activity";

interface ApplicationDialogsProps extends Omit<ApiAccess, "begin" | "look"> {
  /** The applications on the page. */
  rows: ApplicationRow[];
  /** Where the page of a single application leads once that is deleted. */
  leaveTo?: string;
  children: ReactNode;
}

/** The page's dialogs. Whatever is inside opens them through `useApiAccess().begin`. */
export function ApplicationDialogs({ rows, leaveTo, children, ...props }: ApplicationDialogsProps) {
  const router = useRouter();
  const { slug, apiUrl, endpoints, refusal } = props;
  const dialogs = useDialogs<ApplicationAct>(createButtonId);
  const { count, act, open, begin: openDialog, close, closeTowards, returnFocus } = dialogs;
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const { latest, recent, remember } = useActivity(slug, rows);

  const look = useCallback(
    async (id: string) => {
      const result = await callAction(() => getApplication(slug, { id }));
      if (result.ok) remember(result.data);
    },
    [slug, remember],
  );
  const begin: Begin<ApplicationAct> = useCallback(
    (begun, opener) => {
      openDialog(begun, opener);
      // The page may be old, and when a key was last used is what its owner decides by.
      if (begun.kind !== "create") void look(begun.application.id);
    },
    [openDialog, look],
  );
  // The same values keep the list from being rendered again whenever a dialog opens.
  const access = useMemo(
    () => ({ slug, apiUrl, endpoints, refusal, begin, look }),
    [slug, apiUrl, endpoints, refusal, begin, look],
  );
  const activity = useMemo(() => ({ latest, recent }), [latest, recent]);
  /** Falls back to the application as it was when the dialog opened: it may have left the page since. */
  const currentOf = (application: ApplicationRow) =>
    latest.get(application.id) ?? rows.find(({ id }) => id === application.id) ?? application;
  const showKey = (created: IssuedKey) => {
    // What opened the dialog may be part of the empty page, which is about to go.
    closeTowards(document.getElementById(createButtonId));
    setIssued(created);
  };
  const closeGone = () => {
    if (act && act.kind !== "create") closeTowards(findNeighborButton(rows, act.application.id));
    if (leaveTo) router.replace(leaveTo);
  };

  return (
    <ApiAccessContext value={access}>
      <ActivityContext value={activity}>{children}</ActivityContext>
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
