export const title = "API access";
export const description = (
  <>
    The applications that may call the API of this workspace, each with a key of its own. What they may call
    is in the{" "}
    <a className="link" href="/developers">
      API reference
    </a>
    .
  </>
);
