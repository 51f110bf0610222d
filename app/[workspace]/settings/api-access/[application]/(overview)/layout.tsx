import { requireApplication } from "../require-application";

/** Finds the application outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function ApplicationLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/api-access/[application]">) {
  const { workspace, application } = await params;
  await requireApplication(workspace, application);
  return children;
}
