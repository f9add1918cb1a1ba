import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** What the browser that prints is called on the path, or where it is on a Mac or on Windows. */
const usual = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
  ...['/usr/bin/chromium', '/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

const ASK_MS = 20_000

/**
 * A Chromium, Chrome or Edge of this machine that starts.
 * @param wanted the setting CHROMIUM, which decides alone when it is set
 * @returns undefined when there is none
 */
export async function findChromium(wanted: string | undefined): Promise<string | undefined> {
  for (const program of wanted ? [wanted] : usual) if (await starts(program)) return program
  return undefined
}

/** Ubuntu's "chromium-browser" is a stub that only says how to get the real one, so each is asked to start. */
async function starts(program: string): Promise<boolean> {
  try {
    await runQuietly(program, ['--version'], AbortSignal.timeout(ASK_MS))
    return true
  } catch {
    return false
  }
}

/** Runs a program to its end. @throws when it does not start, does not end well, or is stopped */
export async function runQuietly(program: string, args: string[], signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore', signal, killSignal: 'SIGKILL' })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`it ended with ${code}`))))
  })
}

/** As `runQuietly`. @returns what it printed */
export async function outputOf(program: string, args: string[], signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = []
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], signal, killSignal: 'SIGKILL' })
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`it ended with ${code}`))))
  })
  return Buffer.concat(chunks).toString()
}

/** How a browser opens a page of ours without a window, without the network, and leaves nothing behind but in `folder`. */
export function byItself(folder: string): string[] {
  return [
    ...['--headless', '--disable-gpu', '--disable-extensions', '--disable-background-networking', '--disable-sync'],
    ...['--no-first-run', '--host-resolver-rules=MAP * ~NOTFOUND'],
    `--user-data-dir=${join(folder, 'profile')}`,
    // The browser refuses its own fence when root starts it. What it opens is our own page.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ]
}
