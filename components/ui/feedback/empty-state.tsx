import type { ReactNode } from "react";

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** The purpose of the page. */
  description: ReactNode;
  /** The first step. */
  action?: ReactNode;
  children?: ReactNode;
}

export function EmptyState({ icon, title, description, action, children }: EmptyStateProps) {
  return (
    <section className="flex flex-col items-center gap-4 rounded-surface border border-dashed px-5 py-12 text-center">
      {icon && (
        <div
          aria-hidden
          className="grid size-10 place-items-center rounded-surface border bg-surface text-muted [&_svg]:size-5"
        >
          {icon}
        </div>
      )}
      <div className="flex w-full max-w-[56ch] flex-col gap-1">
        <h2 className="font-semibold text-lg">{title}</h2>
        <div className="text-balance text-muted">{description}</div>
      </div>
      {action}
      {children && <div className="w-full max-w-140 text-left">{children}</div>}
    </section>
  );
}
