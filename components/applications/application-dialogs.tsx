"use client";

import { type ReactNode, useRef, useState } from "react";
import type { ApplicationRow, IssuedKey } from "@/lib/applications/schema";
import { type ApiAccess, ApiAccessContext, type ApplicationAct } from "./api-access";
import { ApplicationDialog } from "./application-dialog";
import { deleteButtonId } from "./application-list";
import { createButtonId } from "./create-application-button";
import { DeleteDialog } from "./delete-dialog";
import { KeyDialog } from "./key-dialog";

interface ApplicationDialogsProps extends Omit<ApiAccess, "begin"> {
  /** The applications on the page. */
  rows: ApplicationRow[];
  children: ReactNode;
}

/** The page's dialogs. Whatever is inside opens them through `useApiAccess().begin`. */
export function ApplicationDialogs({ rows, children, ...access }: ApplicationDialogsProps) {
  // Counted, so that each dialog starts afresh; kept while it fades away.
  const [begun, setBegun] = useState<{ count: number; act: ApplicationAct | null }>({ count: 0, act: null });
  const [open, setOpen] = useState(false);
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const { count, act } = begun;
  const opener = useRef<HTMLElement>(null);

  const begin: ApiAccess["begin"] = (act, element) => {
    opener.current = element;
    setBegun(({ count }) => ({ count: count + 1, act }));
    setOpen(true);
  };
  const close = () => setOpen(false);
  const showKey = (created: IssuedKey) => {
    // What opened the dialog may be part of the empty page, which is about to go.
    opener.current = document.getElementById(createButtonId);
    setIssued(created);
    setOpen(false);
  };
  const closeGone = () => {
    if (act && act.kind !== "create") opener.current = findNeighbour(rows, act.application.id);
    setOpen(false);
  };
  const returnFocus = (event: Event) => {
    event.preventDefault();
    const target = opener.current?.isConnected ? opener.current : document.getElementById(createButtonId);
    target?.focus();
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
        <DeleteDialog
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

/** The focus is where it belongs: in the dialog that shows the key. */
function stay(event: Event) {
  event.preventDefault();
}

/** As the page has it now, or as it was when the dialog opened. */
function currentOf(rows: ApplicationRow[], application: ApplicationRow): ApplicationRow {
  return rows.find(({ id }) => id === application.id) ?? application;
}

/** The delete button of the next row, or of the one before the last. */
function findNeighbour(rows: ApplicationRow[], id: string): HTMLElement | null {
  const index = rows.findIndex((row) => row.id === id);
  const neighbour = rows[index + 1] ?? rows[index - 1];
  return neighbour ? document.getElementById(deleteButtonId(neighbour.id)) : null;
}
