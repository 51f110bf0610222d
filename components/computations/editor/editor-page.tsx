import type { ReactNode } from "react";
import { UnsavedChanges } from "@/components/forms/unsaved-changes";
import { Breadcrumb } from "@/components/ui/layout/breadcrumb";
import { PageHeader } from "@/components/ui/layout/page-header";
import type { ComputationType } from "@/lib/computations/schema/computation";
import { toListUrl } from "@/lib/computations/schema/urls";
import type { ContactKind } from "@/lib/contacts/schema/contact";

interface EditorPageProps {
  slug: string;
  type: ComputationType;
  kind: ContactKind;
  /** "Stages" */
  parent: string;
  /** The saved name, or "Create stage". */
  title: string;
  description: string;
  /** A link at the right. */
  action?: ReactNode;
  children: ReactNode;
}

export function EditorPage({ slug, type, kind, parent, title, ...props }: EditorPageProps) {
  const { description, action, children } = props;
  return (
    <UnsavedChanges>
      <div>
        <Breadcrumb
          parent={{ label: parent, href: toListUrl(slug, type, kind) }}
          middle={kind === "user" ? "Users" : "Accounts"}
          current={title}
        />
        <PageHeader title={title} description={description} action={action} />
        {children}
      </div>
    </UnsavedChanges>
  );
}
