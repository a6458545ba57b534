import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
/** No sandbox, since that needs rights that a container or root may lack: only our own pages are opened. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none']

/** A headless Chromium: the one that is installed, else the one of the package registry. Throws where there is none. */
export async function launchBrowser(): Promise<Browser> {
  const installed = findInstalled()
  if (installed) return chromium.launch({ executablePath: installed, args: ARGS })
  try {
    const packaged = (await import('@sparticuz/chromium')).default
    const executablePath = await packaged.executablePath()
    return await chromium.launch({ executablePath, args: ARGS })
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Error(`No Chromium runs here (${why}): install Chromium or Google Chrome.`, { cause: error })
  }
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const candidates = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
  return [...candidates, ...ELSEWHERE].find((file) => existsSync(file))
}
