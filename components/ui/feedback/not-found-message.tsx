import type { ReactNode } from "react";

interface NotFoundMessageProps {
  /** A way on. */
  children?: ReactNode;
}

export function NotFoundMessage({ children }: NotFoundMessageProps) {
  return (
    <div className="flex max-w-[56ch] flex-col items-start gap-4">
      <div className="flex flex-col gap-1">
        <p className="font-mono text-muted text-sm">404</p>
        <h1 className="font-semibold text-xl">There is nothing at this address</h1>
        <p className="text-muted">
          It may have been deleted or renamed, or it belongs to a workspace that you are not a member of.
        </p>
      </div>
      {children}
    </div>
  );
}
