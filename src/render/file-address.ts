/** The relative address of a file by its name, which may hold half of a pair: no address can say which. */
export const fileAddress = (fileName: string): string =>
  encodeURIComponent(fileName.replace(/[\ud800-\udfff]/gu, '\ufffd'));
