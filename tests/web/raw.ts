import { connect } from 'node:net'

/**
 * Sends bytes as they are, each part a moment after the one before, and reads until the server hangs up.
 * @returns everything that came back, '' when nothing did
 */
export function sendRaw(address: string, parts: (string | Buffer)[], waitMs = 4000): Promise<string> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname)
    let answer = ''
    const done = () => {
      socket.destroy()
      resolve(answer)
    }
    const timer = setTimeout(done, waitMs)
    socket.on('data', (data) => (answer += data.toString('latin1')))
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(answer)
    })
    for (const [n, part] of parts.entries()) setTimeout(() => socket.write(part), 20 * n)
  })
}
