import type { ReactNode } from "react";

interface NotFoundMessageProps {
  /** A link to another page. */
  children?: ReactNode;
}

export function NotFoundMessage({ children }: NotFoundMessageProps) {
  return (
    <div className="flex max-w-[56ch] flex-col items-start gap-4">
      <div className="flex flex-col gap-1">
        <p className="font-mono text-muted text-sm">404</p>
        <h1 className="font-semibold text-xl">Page not found</h1>
        <p className="text-muted">
          It may have been deleted or renamed, or you are not a member of its workspace.
        </p>
      </div>
      {children}
    </div>
  );
}
