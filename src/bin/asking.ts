import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Asks at the keyboard, or takes the lines of a pipe in turn. */
export function openAsking() {
  let hidden = false
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) process.stdout.write(chunk)
      done()
    },
  })
  const reader = createInterface({ input: process.stdin, output, terminal: process.stdin.isTTY === true })
  const lines = reader[Symbol.asyncIterator]()
  return {
    /**
     * @param how `hidden` keeps what is typed off the screen
     * @returns the line, or undefined when there is no more
     */
    async line(question: string, how: { hidden?: boolean } = {}): Promise<string | undefined> {
      process.stdout.write(question)
      hidden = how.hidden ?? false
      const { value, done } = await lines.next()
      if (hidden) process.stdout.write('\n')
      hidden = false
      return done ? undefined : value
    },
    close: () => reader.close(),
  }
}
