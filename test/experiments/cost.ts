export async function runCost(_results: URL, _document: URL): Promise<void> {}
