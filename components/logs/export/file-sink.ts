/** Where a file goes, piece by piece. */
export type FileSink = {
  write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  close: () => Promise<void>;
  /** Nothing is left of what was written. */
  abort: () => Promise<void>;
};

/** Not every browser has it. */
type PickingWindow = Window & {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
};

/**
 * Asks where to put a file, and writes it there as it comes; where the browser has no way to, it is kept together and
 * downloaded at the end. Null where whoever was asked changed their mind.
 */
export async function openFile(name: string): Promise<FileSink | null> {
  const picking: PickingWindow = window;
  if (!picking.showSaveFilePicker) return keepForDownload(name);
  try {
    const handle = await picking.showSaveFilePicker({ suggestedName: name });
    const file = await handle.createWritable();
    return { write: (bytes) => file.write(bytes), close: () => file.close(), abort: () => file.abort() };
  } catch (error) {
    if ((error as Error).name === "AbortError") return null;
    throw error;
  }
}

function keepForDownload(name: string): FileSink {
  const parts: Blob[] = [];
  return {
    write: async (bytes) => {
      // The browser may keep a Blob on the disk.
      parts.push(new Blob([bytes]));
    },
    close: async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(parts));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
    abort: async () => {
      parts.length = 0;
    },
  };
}
