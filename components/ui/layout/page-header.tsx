import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  /** One sentence: the purpose of the page. */
  description?: ReactNode;
  /** The page's one primary action. */
  action?: ReactNode;
}

export function PageHeader({ title, description, action }: PageHeaderProps) {
  return (
    // On tablets the description spans both columns: beside the buttons it would be too narrow.
    <header className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-6 gap-y-1 pb-6 sm:grid-cols-[minmax(0,1fr)_auto]">
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      {description && (
        <p className="max-w-[70ch] text-muted sm:max-lg:col-span-2 lg:col-start-1 beside:truncate">
          {description}
        </p>
      )}
      {action && (
        <div className="flex shrink-0 gap-2 max-sm:pt-2 max-sm:*:flex-1 sm:col-start-2 sm:row-start-1 lg:row-end-3">
          {action}
        </div>
      )}
    </header>
  );
}
