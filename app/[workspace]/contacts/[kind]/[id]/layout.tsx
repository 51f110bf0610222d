import { requireContact } from "./require-contact";

/** Finds the contact outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function ContactLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/contacts/[kind]/[id]">) {
  await requireContact(await params);
  return children;
}
