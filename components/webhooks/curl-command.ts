/** A command that sends exactly these bytes again. The signature goes along, so that a receiver under test sees what we saw. */
export function curlCommand(input: { headers: Record<string, string>; base64: string; url: string }): string {
  const sent = Object.entries(input.headers).filter(([name]) => /^x-al-|^content-type$/i.test(name))
  return [
    `printf %s ${quote(input.base64)} | base64 -d |`,
    `  curl -sS -i -X POST ${quote(input.url)} \\`,
    ...sent.map(([name, value]) => `    -H ${quote(`${name}: ${value}`)} \\`),
    `    --data-binary @-`,
  ].join('\n')
}

/** For a POSIX shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
