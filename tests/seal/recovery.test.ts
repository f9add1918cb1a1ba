import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { CannotOpen, openBox, openWords, sealWords } from '../../src/seal/envelope.ts'
import { loadKeys } from '../../src/seal/keys.ts'
import { currentReaderKey, openReaderKey, recoverReaderKey } from '../../src/seal/reader-key.ts'
import { newDataKey, openDataKey } from '../../src/seal/records.ts'
import { readRecoveryWords, recoveryWords } from '../../src/seal/recovery.ts'
import { publicOf } from '../../src/seal/x25519.ts'
import { ensureReaderKey, isSetUp } from '../../src/team/set-up.ts'

// Every command is a process of its own.
t.setTimeout(180_000)
const folder = mkdtempSync(join(tmpdir(), 'heard-recovery-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const env = { ...process.env, DATA: folder, KEYS: join(folder, 'keys'), DATABASE_URL: '', NODE_ENV: 'test' }

/** Runs a command as somebody at the terminal. */
function run(file: string, args: string[], typed = '', more = {}): Promise<{ code: number; out: string; err: string }> {
  const path = join(import.meta.dirname, '../../src/bin', file)
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [path, ...args], { env: { ...env, ...more } }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
    child.stdin?.end(typed)
  })
}

t.test('a recovery key becomes 24 words and comes back', (t) => {
  for (const key of [Buffer.alloc(32), Buffer.alloc(32, 255), ...Array.from({ length: 500 }, () => randomBytes(32))]) {
    const words = recoveryWords(key)
    if (words.length !== 24 || !readRecoveryWords(words.join(' ')).equals(key)) t.fail(key.toString('hex'))
  }
  t.end()
})

t.test('capitals, numbers, commas, line ends and spaces are forgiven', (t) => {
  const key = randomBytes(32)
  const words = recoveryWords(key)
  const typed = words.map((word, at) => `${at + 1}.  ${word.toUpperCase()}${at % 6 === 5 ? ',\r\n' : '\t'}`).join('')
  t.same(readRecoveryWords(typed), key)
  t.end()
})

t.test('a word missing, misspelled, changed or in another place is noticed', (t) => {
  const words = recoveryWords(createHash('sha256').update('a key').digest())
  t.throws(() => readRecoveryWords(words.slice(1).join(' ')), /there are 23/)
  t.throws(() => readRecoveryWords(''), /there are 0/)
  const misspelled = words.with(6, 'zzzz').join(' ')
  t.throws(() => readRecoveryWords(misspelled), /Word 7 is not in the list/)
  const swapped = words.with(0, words[1] ?? '').with(1, words[0] ?? '')
  t.throws(() => readRecoveryWords(swapped.join(' ')), /Check their order/)
  // Eight bits check the rest: of the other words in a place, about one in 256 fits by chance.
  let noticed = 0
  const all = new Set(Array.from({ length: 400 }, () => recoveryWords(randomBytes(32))[3] ?? ''))
  all.delete(words[3] ?? '')
  for (const word of all) {
    try {
      readRecoveryWords(words.with(3, word).join(' '))
    } catch {
      noticed += 1
    }
  }
  t.ok(noticed > all.size * 0.97, `${noticed} of ${all.size}`)
  t.end()
})

t.test(
  'from the first keys to a drill: the printed words open what people wrote when the desk key is lost',
  async (t) => {
    const made = await run('keys.ts', ['make'])
    t.equal(made.code, 0, made.err)
    const copies = [...made.out.matchAll(/Recovery key of Heard.*\n\n([\s\S]*?)\n\n/g)].map((match) => match[1] ?? '')
    t.equal(copies.length, 2)
    t.equal(copies[0], copies[1])
    const words = copies[0] ?? ''
    const recoveryPrivate = readRecoveryWords(words)
    const keysFolder = env.KEYS
    t.same(
      readdirSync(keysFolder).sort(),
      ['desk.key', 'recovery.public', 'root.key'],
      'the private half is in no file',
    )
    if (process.platform !== 'win32') t.equal(statSync(keysFolder).mode & 0o777, 0o700)
    const twice = await run('keys.ts', ['make'])
    t.equal(twice.code, 1)
    t.match(twice.err, 'There are keys in')

    const keys = loadKeys(keysFolder, true)
    t.same(publicOf(recoveryPrivate), keys.recoveryPublic)
    const opened = await openDatabase({ folder })
    await migrate(opened.db)
    t.match(await isSetUp(opened.db), 'no reader key')
    t.equal(await ensureReaderKey(opened.db, keys, new Date()), true)
    t.equal(await ensureReaderKey(opened.db, keys, new Date()), false)
    const readerKey = await currentReaderKey(opened.db, keys)
    if (!readerKey) throw new Error('no reader key')
    const place = { column: 'sealed_words.sealed', row: 'one' } as const
    const { dataKey, box } = newDataKey(readerKey, 'responses', 'one')
    const sealed = sealWords(dataKey, place, 'They listened.')
    t.same(await openDataKey(opened.db, keys, 'responses', 'one', box), dataKey, 'on an ordinary day')

    const lost = { ...keys, desk: randomBytes(32) }
    await t.rejects(openReaderKey(opened.db, lost, readerKey.id), CannotOpen)
    await t.rejects(openReaderKey(opened.db, { ...keys, desk: undefined }, readerKey.id), CannotOpen)
    const readerPrivate = await recoverReaderKey(opened.db, recoveryPrivate, readerKey.id)
    const again = openBox(readerPrivate, readerKey.id, { column: 'responses.dek_box', row: 'one' }, box.dek_box)
    t.equal(openWords(again, place, sealed), 'They listened.')
    await t.rejects(
      recoverReaderKey(opened.db, randomBytes(32), readerKey.id),
      CannotOpen,
      'with both lost it stays shut',
    )
    await t.rejects(currentReaderKey(opened.db, { ...keys, root: randomBytes(32) }), CannotOpen)

    const whileOpen = await run('keys.ts', ['drill'], words)
    t.equal(whileOpen.code, 1)
    t.match(whileOpen.err, 'Another Heard is running')
    await opened.close()

    t.match((await run('keys.ts', ['check'])).out, 'has not been tried yet')
    const wrong = await run('keys.ts', ['drill'], recoveryWords(randomBytes(32)).join('\n'))
    t.equal(wrong.code, 1)
    t.match(wrong.err, 'do not open this database')
    const broken = await run('keys.ts', ['drill'], words.replace(/\p{L}+/u, 'zzzz'))
    t.equal(broken.code, 1)
    t.match(broken.err, 'Word 1 is not in the list')
    t.equal(broken.err.trim().split('\n').length, 1, 'one sentence, no stack')
    const drill = await run('keys.ts', ['drill'], words)
    t.equal(drill.code, 0, drill.err)
    t.match(drill.out, 'The recovery key works')
    const check = await run('keys.ts', ['check'])
    t.equal(check.code, 0, check.err)
    t.match(check.out, 'The reader key in the database opens.')
    t.match(check.out, 'was last tried on')
    if (process.platform !== 'win32') {
      chmodSync(join(keysFolder, 'root.key'), 0o444)
      const loose = await run('keys.ts', ['check'])
      t.equal(loose.code, 1)
      t.match(loose.err, 'Others on this machine can reach')
      chmodSync(join(keysFolder, 'root.key'), 0o400)
    }
    t.equal((await run('keys.ts', ['check'], '', { KEYS: join(folder, 'none') })).code, 1)

    const log = await run('audit.ts', [])
    t.equal(log.code, 0, log.err)
    const head = log.out.trim().split('\n').at(-1) ?? ''
    t.match((await run('audit.ts', [head])).out, 'the head you noted is among them')
    t.equal((await run('audit.ts', [head.replace(/.$/, (end) => (end === '0' ? '1' : '0'))])).code, 1)
    t.match((await run('audit.ts', ['nonsense'])).err, 'A head is a number')
  },
)
