"use client";

import { type ReactNode, useState } from "react";
import { createButtonId } from "@/components/ui/create-button";
import { findNeighbour } from "@/components/ui/delete-button";
import { stay, useDialogs } from "@/components/ui/use-dialogs";
import type { ApplicationRow, IssuedKey } from "@/lib/applications/schema";
import { type ApiAccess, ApiAccessContext, type ApplicationAct } from "./api-access";
import { ApplicationDialog } from "./application-dialog";
import { DeleteApplication } from "./delete-application";
import { KeyDialog } from "./key-dialog";

interface ApplicationDialogsProps extends Omit<ApiAccess, "begin"> {
  /** The applications on the page. */
  rows: ApplicationRow[];
  children: ReactNode;
}

/** The page's dialogs. Whatever is inside opens them through `useApiAccess().begin`. */
export function ApplicationDialogs({ rows, children, ...access }: ApplicationDialogsProps) {
  const { count, act, open, begin, close, closeTowards, returnFocus } =
    useDialogs<ApplicationAct>(createButtonId);
  const [issued, setIssued] = useState<IssuedKey | null>(null);

  const showKey = (created: IssuedKey) => {
    // What opened the dialog may be part of the empty page, which is about to go.
    closeTowards(document.getElementById(createButtonId));
    setIssued(created);
  };
  const closeGone = () => {
    if (act && act.kind !== "create") closeTowards(findNeighbour(rows, act.application.id));
  };

  return (
    <ApiAccessContext value={{ ...access, begin }}>
      {children}
      {act && act.kind !== "delete" && (
        <ApplicationDialog
          key={count}
          open={open}
          application={act.kind === "edit" ? currentOf(rows, act.application) : null}
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
          application={currentOf(rows, act.application)}
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

/** As the page has it now, or as it was when the dialog opened. */
function currentOf(rows: ApplicationRow[], application: ApplicationRow): ApplicationRow {
  return rows.find(({ id }) => id === application.id) ?? application;
}
