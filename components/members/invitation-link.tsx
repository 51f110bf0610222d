"use client";

import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import type { RoleName } from "@/lib/auth/permissions";
import { roles } from "@/lib/members/schema";

/** The only time the link is seen: the database has no more than its hash. */
export function InvitationLink({ link, role }: { link: string; role: RoleName }) {
  return (
    <>
      <DialogBody>
        <p className="text-muted">
          Whoever opens it first joins as {roles[role].withArticle}. It works once, for seven days, and is not
          shown again.
        </p>
        <CodeBlock label="Invitation link" code={link} wrap />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button variant="primary">Done</Button>
        </DialogClose>
      </DialogFooter>
    </>
  );
}
