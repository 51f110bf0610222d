"use client";

import { useState, useTransition } from "react";
import { useApiAccess } from "@/components/applications/api-access";
import { Button } from "@/components/ui/button";
import { LazyBoundary, lazyComponent } from "@/components/ui/lazy-component";
import { toast } from "@/components/ui/overlay/toast";
import type { DeletedApplication } from "@/lib/applications/rows";
import { findNameIssue, useRestore } from "./use-restore";

const RestoreDialog = lazyComponent(async () => (await import("./restore-dialog")).RestoreDialog);

/** Restores an application. Asks for another name if its name was taken since. */
export function RestoreButton({ application }: { application: Pick<DeletedApplication, "id" | "name"> }) {
  const { id, name } = application;
  const { slug, disabledReason } = useApiAccess();
  const restore = useRestore(slug);
  const [pending, startTransition] = useTransition();
  const [taken, setTaken] = useState<string | null>(null);
  const click = () =>
    startTransition(async () => {
      const failure = await restore({ id });
      const issue = failure && findNameIssue(failure);
      if (issue) setTaken(issue);
      else if (failure) toast.error(failure.message);
    });
  return (
    <>
      <Button pending={pending} pendingLabel="Restoring…" disabledReason={disabledReason} onClick={click}>
        Restore<span className="sr-only"> {name}</span>
      </Button>
      {taken !== null && (
        <LazyBoundary>
          <RestoreDialog application={application} taken={taken} onClose={() => setTaken(null)} />
        </LazyBoundary>
      )}
    </>
  );
}
