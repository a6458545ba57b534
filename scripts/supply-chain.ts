import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'

/** What we are made of (a CycloneDX list beside the lockfile), and whether any of it is known to be vulnerable. */

const SBOM_FILE = 'sbom.cdx.json'
const MANY = 64 * 1024 * 1024

export type SupplyChain = { passed: number; failed: number; note: string }

export async function checkSupplyChain(): Promise<SupplyChain> {
  const [listed, audited] = await Promise.all([writeSBOM(), audit()])
  return {
    passed: listed.passed + audited.passed,
    failed: listed.failed + audited.failed,
    note: `${listed.note}; ${audited.note}`,
  }
}

const sbom = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(z.object({ name: z.string(), version: z.string(), purl: z.string() })).min(1),
})

async function writeSBOM(): Promise<SupplyChain> {
  const text = await npm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only')
  const parsed = sbom.safeParse(fromJSON(text))
  if (!parsed.success) return { passed: 0, failed: 1, note: 'npm sbom gave no list' }
  await writeFile(SBOM_FILE, text)
  return { passed: 1, failed: 0, note: `${parsed.data.components.length} components in ${SBOM_FILE}` }
}

const report = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.number(), critical: z.number(), total: z.number() }) }),
})

/** Fails for what is high or critical. A service that cannot be reached says nothing of us: told, but no failure. */
async function audit(): Promise<SupplyChain> {
  const answer = await npm('audit', '--json', '--omit=dev', '--fetch-retries=0', '--fetch-timeout=15000')
  const parsed = report.safeParse(fromJSON(answer))
  if (!parsed.success) return { passed: 0, failed: 0, note: 'NOT AUDITED: the audit service cannot be reached' }
  const { high, critical, total } = parsed.data.metadata.vulnerabilities
  const note = `${total} known vulnerabilities, ${high + critical} of them high or critical`
  return high + critical > 0 ? { passed: 0, failed: 1, note } : { passed: 1, failed: 0, note }
}

/** What it prints, whatever it ends with: npm audit ends with 1 where it found something. */
function npm(...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('npm', args, { maxBuffer: MANY, timeout: 60_000 }, (_error, stdout) => resolve(stdout))
  })
}

function fromJSON(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
