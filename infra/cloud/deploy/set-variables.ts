/** The line that sets variables in the user's shell, as PowerShell has it on Windows and POSIX elsewhere. */
export function setVariables(
  variables: Readonly<Record<string, string>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const all = Object.entries(variables);
  if (platform === 'win32') return all.map(([name, value]) => `$env:${name} = '${value}'`).join('; ');
  return `export ${all.map(([name, value]) => `${name}=${value}`).join(' ')}`;
}
