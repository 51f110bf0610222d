import { requireLoggedApplication } from "../require-application";

/** Finds the application outside of the loading state: once a page streams, it can no longer answer 404. */
export default async function ApplicationLogsLayout({
  params,
  children,
}: LayoutProps<"/[workspace]/settings/api-access/[application]/logs">) {
  const { workspace, application } = await params;
  await requireLoggedApplication(workspace, application);
  return children;
}
