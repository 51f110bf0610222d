import type { ReactNode } from "react";

interface PageHeaderProps {
  title: ReactNode;
  /** One sentence: what the page is for. */
  description?: ReactNode;
  /** The page's one primary action. */
  action?: ReactNode;
}

export function PageHeader({ title, description, action }: PageHeaderProps) {
  return (
    <header className="flex items-start justify-between gap-x-6 gap-y-3 pb-6 max-sm:flex-col">
      <div className="flex min-w-0 flex-col gap-1 max-sm:w-full">
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        {description && <p className="max-w-[70ch] text-muted beside:truncate">{description}</p>}
      </div>
      {action && <div className="flex shrink-0 gap-2 max-sm:w-full max-sm:*:flex-1">{action}</div>}
    </header>
  );
}
