import { spawnSync } from 'node:child_process'

/**
 * Installs Debian packages, when this machine has apt and lets us without asking for a password.
 * @param {string[]} packages
 * @returns {boolean} whether they are installed now
 */
export function aptInstall(packages) {
  const before = permission()
  if (!before) return false
  console.log(`Installing ${packages.join(' and ')} with apt-get.`)
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  if (apt(before, install)) return true
  // On a new machine the lists of packages are empty or old.
  return apt(before, ['update', '-qq']) && apt(before, install)
}

/** @returns {string[] | undefined} what to put before the command, undefined when we may not install */
function permission() {
  if (process.platform !== 'linux' || spawnSync('apt-get', ['--version']).status !== 0) return undefined
  if (process.getuid() === 0) return []
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined
}

function apt(before, args) {
  const [command, ...rest] = [...before, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]
  return spawnSync(command, rest, { stdio: 'ignore' }).status === 0
}
