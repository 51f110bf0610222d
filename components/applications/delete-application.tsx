"use client";

import { DeleteDialog, type DeleteDialogProps } from "@/components/forms/delete-dialog";
import { deleteApplication } from "@/lib/applications/actions";
import type { ApplicationRow } from "@/lib/applications/schema";
import { useApiAccess } from "./api-access";
import { LastCall } from "./last-call";

type DeleteApplicationProps = Omit<DeleteDialogProps, "name" | "noun" | "description" | "remove"> & {
  application: ApplicationRow;
};

export function DeleteApplication({ application, ...dialog }: DeleteApplicationProps) {
  const { id, name } = application;
  const { slug } = useApiAccess();
  return (
    <DeleteDialog
      {...dialog}
      name={name}
      noun="application"
      description="Its key stops at once, and cannot be brought back. Its logs stay."
      remove={() => deleteApplication(slug, { id })}
    >
      <LastCall of={application} />
    </DeleteDialog>
  );
}
