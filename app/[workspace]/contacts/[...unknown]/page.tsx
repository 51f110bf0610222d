import { notFound } from "next/navigation";

export const metadata = { title: "Not found" };

/** A path without a page, so that its 404 keeps the navigation. */
export default function UnknownPage() {
  notFound();
}
