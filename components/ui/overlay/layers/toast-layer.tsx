"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { Toaster as Sonner, toast as show } from "sonner";
import { Spinner } from "@/components/ui/feedback/spinner";
import { connectToasts } from "@/components/ui/overlay/toast";

const style = {
  toast:
    "flex w-full items-center gap-2.5 rounded-surface border bg-raised p-3 text-base text-text shadow-float sm:w-88",
  content: "min-w-0 flex-1",
  title: "font-medium",
  description: "text-muted text-sm",
  actionButton:
    "h-control shrink-0 rounded-control border border-border-strong px-2.5 font-medium hover:bg-hover",
  cancelButton: "h-control shrink-0 rounded-control px-2.5 hover:bg-hover",
};

const icons = {
  success: <CircleCheck aria-hidden className="size-4 text-positive" />,
  error: <CircleAlert aria-hidden className="size-4 text-danger" />,
  warning: <TriangleAlert aria-hidden className="size-4 text-warning" />,
  info: <Info aria-hidden className="size-4 text-accent-text" />,
  loading: <Spinner />,
};

/** Shows notifications. */
export function ToastLayer() {
  useEffect(() => connectToasts(({ type, message, options }) => show[type](message, options)), []);
  return (
    <Sonner
      position="bottom-right"
      expand
      style={{ fontFamily: "inherit" }}
      containerAriaLabel="Notifications"
      icons={icons}
      toastOptions={{ unstyled: true, classNames: style }}
    />
  );
}
