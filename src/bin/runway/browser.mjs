import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { aptInstall } from './apt.mjs'
import { root, tools } from './places.mjs'
import { Trouble } from './trouble.mjs'

const playwrightHome = join(tools, 'browsers')

/**
 * The program of a Chromium, Chrome or Edge on this machine. HEARD_CHROMIUM or CHROME, when set, decides.
 * @returns {string | undefined}
 */
export function findBrowser() {
  const { HEARD_CHROMIUM, CHROME } = process.env
  return [HEARD_CHROMIUM, CHROME, ...usualPlaces()].find((path) => path && starts(path))
}

/**
 * The same, after trying to install one.
 * @throws {Trouble} naming what to install
 */
export function getBrowser() {
  const browser = findBrowser() ?? installBrowser()
  if (browser) return browser
  throw new Trouble(
    'The tests need a browser: install Chromium (Debian: "apt-get install chromium"), Chrome or Edge, ' +
      'or set CHROME to the path of one.',
  )
}

function usualPlaces() {
  const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
  const folders = (process.env.PATH ?? '').split(delimiter)
  const places = {
    linux: ['/usr/bin', '/usr/local/bin', '/opt/google/chrome', ...folders]
      .flatMap((folder) => onPath.map((name) => join(folder, name)))
      .concat('/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'),
    darwin: ['', homedir()].flatMap((home) =>
      ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) =>
        join(home, '/Applications', `${name}.app`, 'Contents/MacOS', name),
      ),
    ),
    win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .map((name) => process.env[name])
      .filter(Boolean)
      .flatMap((folder) =>
        [
          'Google/Chrome/Application/chrome.exe',
          'Chromium/Application/chrome.exe',
          'Microsoft/Edge/Application/msedge.exe',
        ].map((program) => join(folder, program)),
      ),
  }
  return [...(places[process.platform] ?? []), ...playwrightBrowsers()]
}

/** Ubuntu's "chromium-browser" is a stub that only says how to get the real one, so each is asked to start. */
function starts(path) {
  if (!existsSync(path)) return false
  // On Windows "--version" would open a window.
  if (process.platform === 'win32') return true
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0
}

function installBrowser() {
  aptInstall(['chromium', 'fonts-dejavu-core'])
  const installed = findBrowser()
  if (installed || process.platform !== 'linux') return installed
  // Ubuntu has Chromium only as a snap. Playwright brings one, where its site can be reached.
  console.log('Downloading a Chromium with Playwright.')
  const cli = join(root, 'node_modules/playwright-core/cli.js')
  const deps = process.getuid() === 0 ? ['--with-deps'] : []
  spawnSync(process.execPath, [cli, 'install', ...deps, 'chromium'], {
    stdio: 'ignore',
    timeout: 300_000,
    env: { ...process.env, PLAYWRIGHT_BROWSERS_PATH: playwrightHome },
  })
  return findBrowser()
}

function playwrightBrowsers() {
  if (!existsSync(playwrightHome)) return []
  const inside = ['chrome-linux64', 'chrome-linux-arm64']
  return readdirSync(playwrightHome).flatMap((name) => inside.map((dir) => join(playwrightHome, name, dir, 'chrome')))
}
