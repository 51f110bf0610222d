"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import type { LoadingAdvice } from "@/components/applications/form/dialog-advice";
import { callAction } from "@/components/forms/call-action";
import { createButtonId } from "@/components/ui/create-button";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import { findNeighborButton, type OpenDialog, stay, useDialogs } from "@/components/ui/overlay/use-dialogs";
import { getApplication, getPermissionAdvice } from "@/lib/applications/actions";
import type { ApplicationActivity, ApplicationRow, IssuedKey } from "@/lib/applications/rows";
import { ActivityContext, type ApiAccess, ApiAccessContext, type ApplicationAct } from "./api-access";
import { useImpact } from "./impact/use-impact";
import { useActivity } from "./use-activity";

const ApplicationDialog = lazyComponent(
  async () => (await import("./form/application-dialog")).ApplicationDialog,
);
const DeleteApplicationDialog = lazyComponent(
  async () => (await import("./deleted/delete-application-dialog")).DeleteApplicationDialog,
);
const KeyDialog = lazyComponent(async () => (await import("./key/key-dialog")).KeyDialog);

interface ApplicationDialogsProps extends Omit<ApiAccess, "openDialog" | "reloadApplication"> {
  /** The applications on the page. */
  rows: ApplicationRow[];
  /** Of these applications, when the page was rendered. */
  usage: ApplicationActivity["usage"];
  /** The page of one application goes there after a deletion. */
  leaveTo?: string;
  children: ReactNode;
}

/** The dialogs of a page. Children open them with `useApiAccess().openDialog`. */
export function ApplicationDialogs({
  rows,
  usage: rendered,
  leaveTo,
  children,
  ...props
}: ApplicationDialogsProps) {
  const router = useRouter();
  const { slug, apiUrl, endpoints, keyPolicy, rateLimit, clientIp, members, personId, disabledReason } =
    props;
  const dialogs = useDialogs<ApplicationAct>(createButtonId);
  const { count, act, open, begin, close, closeTowards, returnFocus } = dialogs;
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const [advice, setAdvice] = useState<LoadingAdvice | null>(null);
  const { latest, recent, usage, callsOfMinute, observedCalls, remember } = useActivity(slug, rows, rendered);
  const impact = useImpact(slug, act?.kind === "delete" ? act.application.name : "");
  const { count: countImpact } = impact;

  const reloadApplication = useCallback(
    async (id: string) => {
      const result = await callAction(() => getApplication(slug, { id }));
      if (result.ok) remember(result.data);
    },
    [slug, remember],
  );
  const openDialog: OpenDialog<ApplicationAct> = useCallback(
    (begun, opener) => {
      begin(begun, opener);
      setAdvice(
        begun.kind === "edit"
          ? callAction(() => getPermissionAdvice(slug, { id: begun.application.id }))
          : null,
      );
      // The page may be old: the dialog shows the latest state and last use.
      if (begun.kind !== "create") void reloadApplication(begun.application.id);
      if (begun.kind === "delete") void countImpact({ applicationIds: [begun.application.id] });
    },
    [slug, begin, reloadApplication, countImpact],
  );
  // A stable value: the list does not render again when a dialog opens.
  const access = useMemo(
    () => ({
      slug,
      apiUrl,
      endpoints,
      keyPolicy,
      rateLimit,
      clientIp,
      members,
      personId,
      disabledReason,
      openDialog,
      reloadApplication,
    }),
    [
      slug,
      apiUrl,
      endpoints,
      keyPolicy,
      rateLimit,
      clientIp,
      members,
      personId,
      disabledReason,
      openDialog,
      reloadApplication,
    ],
  );
  const activity = useMemo(
    () => ({ latest, recent, usage, callsOfMinute, observedCalls }),
    [latest, recent, usage, callsOfMinute, observedCalls],
  );
  /** Falls back to the application as it was when the dialog opened: a refresh may have removed its row. */
  const findLatest = (application: ApplicationRow) =>
    latest.get(application.id) ?? rows.find(({ id }) => id === application.id) ?? application;
  const showKey = (created: IssuedKey) => {
    // The dialog's opener may be on the empty page, which is about to be replaced.
    closeTowards(document.getElementById(createButtonId));
    setIssued(created);
  };
  const closeDeleted = () => {
    if (act && act.kind !== "create") closeTowards(findNeighborButton(rows, act.application.id));
    if (leaveTo) router.replace(leaveTo);
  };

  return (
    <ApiAccessContext value={access}>
      <ActivityContext value={activity}>
        {children}
        {act && act.kind !== "delete" && (
          <LazyBoundary key={count}>
            <ApplicationDialog
              open={open}
              application={act.kind === "edit" ? findLatest(act.application) : null}
              advice={act.kind === "edit" ? advice : null}
              template={act.kind === "create" ? act.template : undefined}
              onClose={close}
              onCreated={showKey}
              onDeletedByOther={closeDeleted}
              onCloseAutoFocus={issued ? stay : returnFocus}
            />
          </LazyBoundary>
        )}
        {act?.kind === "delete" && (
          <LazyBoundary key={count}>
            <DeleteApplicationDialog
              open={open}
              slug={slug}
              application={findLatest(act.application)}
              impact={impact}
              onClose={close}
              onDeleted={closeDeleted}
              onCloseAutoFocus={returnFocus}
            />
          </LazyBoundary>
        )}
        {issued && (
          <LazyBoundary>
            <KeyDialog
              issued={issued}
              enabled
              onClose={() => setIssued(null)}
              onCloseAutoFocus={returnFocus}
            />
          </LazyBoundary>
        )}
      </ActivityContext>
    </ApiAccessContext>
  );
}
