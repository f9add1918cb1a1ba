/**
 * Reads what tap prints, line by line, and says what a person wants to know: one line for each file that passed, and
 * every failure with its diagnostics. Counted are the tests at the top of a file, each of them one statement.
 * @param {{ maySkip: string[], say: (line: string) => void }} how a test may be skipped for one of these reasons; any other skipped or unfinished test is a failure
 */
export function makeTapReader({ maySkip, say }) {
  const count = { passed: 0, failed: 0 }
  let file = emptyFile()

  /** @param {string} line without its end */
  function read(line) {
    if (line.startsWith('# Subtest: ')) file = emptyFile()
    if (file.endedBadly && WHY.test(line)) say(line)
    file.lines.push(line)
    const point = readPoint(line)
    if (line.startsWith('Bail out!')) notDone(line)
    if (!point) return
    if (point.directive) notDone(`${point.directive} ${point.name}: ${point.reason}`, maySkip.includes(point.reason))
    else if (point.depth === 1) file[point.ok ? 'passed' : 'failed'] += 1
    else if (point.depth === 0) closeFile(point)
  }

  function notDone(sentence, allowed = false) {
    if (!allowed) count.failed += 1
    say(`${allowed ? '  --  ' : 'FAILED'} ${sentence}`)
  }

  function closeFile({ ok, name, time }) {
    // A file can fail without a failing test: it did not parse, ran out of time, or ended with an error.
    const alone = !ok && file.failed === 0 ? 1 : 0
    count.passed += file.passed
    count.failed += file.failed + alone
    say(`${ok ? '  ok  ' : 'FAILED'} ${name}  ${file.passed + file.failed}  ${inSeconds(time)}`)
    if (!ok) for (const line of alone ? file.lines.slice(-20, -1) : failuresIn(file.lines)) say(`  ${line}`)
    file = { ...emptyFile(), endedBadly: alone === 1 }
  }

  return { read, count }
}

/** What tap notes about a file that did not end well, among much else. */
const WHY = /^ {2}(exitCode|signal|failure|expired|timeout|error|reason|tapError|bailout)\b/

function emptyFile() {
  return { lines: [], passed: 0, failed: 0, endedBadly: false }
}

function inSeconds(time = '0ms') {
  return `${(Number.parseFloat(time) / 1000).toFixed(1)} s`
}

/** One result: `ok 1 - a statement # time=5ms`, four spaces deeper for each test it is inside of. */
function readPoint(line) {
  const match = line.match(/^((?: {4})*)(not )?ok \d+(?: - (.*?))?(?: # (time=\S+|(SKIP|TODO)\b ?(.*)))?(?: \{)?$/)
  if (!match) return undefined
  const [, indent, not, name = '', note, directive, reason = ''] = match
  const time = note?.startsWith('time=') ? note.slice(5) : undefined
  return { depth: indent.length / 4, ok: !not, name, time, directive, reason }
}

/** The tests that failed, with the diagnostics of the innermost only: around them stands where the test begins. */
function failuresIn(lines) {
  const shown = []
  let deepest = -1
  let showing = false
  for (const line of lines) {
    const point = readPoint(line)
    if (point) {
      showing = !point.ok && point.depth > 0 && point.depth >= deepest && !point.directive
      if (!point.ok && point.depth > 0) shown.push(line)
      deepest = point.ok ? deepest : point.depth
      if (point.depth === 1) deepest = -1
    } else if (showing) shown.push(line)
    if (line.trim() === '...') showing = false
  }
  return shown
}
