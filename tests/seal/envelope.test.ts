import { randomBytes } from 'node:crypto'
import t from 'tap'
import {
  boxFor,
  CannotOpen,
  makeDataKey,
  openBox,
  openWords,
  sealWords,
  unwrap,
  wrap,
} from '../../src/seal/envelope.ts'
import { makePair } from '../../src/seal/x25519.ts'

const place = { column: 'sealed_words.sealed', row: 'one' } as const
const other = { column: 'sealed_words.sealed', row: 'two' } as const
const words = 'She listened. “Nobody else did.” 🙂 بات سنی گئی'

/** Every copy of the bytes with one bit the other way round. */
function* flips(bytes: Buffer): Generator<Buffer> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = Buffer.from(bytes)
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    yield copy
  }
}

const refused = (open: () => unknown) => {
  try {
    open()
    return false
  } catch (error) {
    if (error instanceof CannotOpen) return true
    throw error
  }
}

t.test('what is sealed comes back, letter for letter', (t) => {
  const key = makeDataKey()
  for (const text of [words, '', 'x', 'x'.repeat(1019), 'x'.repeat(1020), 'x'.repeat(1021), 'ü'.repeat(20_000)]) {
    t.equal(openWords(key, place, sealWords(key, place, text)), text)
  }
  t.end()
})

t.test('every single bit of a sealed text counts', (t) => {
  const key = makeDataKey()
  const sealed = sealWords(key, place, words)
  let count = 0
  for (const flipped of flips(sealed)) {
    count += 1
    if (!refused(() => openWords(key, place, flipped))) t.fail(`bit ${count - 1}`)
  }
  t.equal(count, sealed.length * 8)
  for (const flipped of flips(key)) if (!refused(() => openWords(flipped, place, sealed))) t.fail('key')
  for (let length = 0; length < sealed.length; length += 1) {
    if (!refused(() => openWords(key, place, sealed.subarray(0, length)))) t.fail(`cut to ${length}`)
  }
  t.ok(refused(() => openWords(key, place, Buffer.concat([sealed, Buffer.alloc(1)]))))
  t.end()
})

t.test('every single bit of a box, its keys and a wrapped key counts', (t) => {
  const reader = makePair()
  const secret = makeDataKey()
  const box = boxFor(reader.publicRaw, 'reader-1', place, secret)
  t.equal(box.length, 80)
  t.same(openBox(reader.privateRaw, 'reader-1', place, box), secret)
  let opened = 0
  for (const flipped of flips(box))
    if (!refused(() => openBox(reader.privateRaw, 'reader-1', place, flipped))) opened += 1
  // X25519 takes no notice of the top bit of a public key, but the salt of the box does.
  t.equal(opened, 0)
  t.ok(refused(() => openBox(makePair().privateRaw, 'reader-1', place, box)))
  t.ok(refused(() => openBox(reader.privateRaw, 'reader-1', place, box.subarray(1))))
  t.ok(
    refused(() => openBox(reader.privateRaw, 'reader-1', place, Buffer.alloc(80))),
    'a public key of zeros',
  )

  const desk = randomBytes(32)
  const wrapped = wrap(desk, place, secret)
  t.same(unwrap(desk, place, wrapped), secret)
  for (const flipped of flips(wrapped)) if (!refused(() => unwrap(desk, place, flipped))) t.fail('wrapped')
  for (const flipped of flips(desk)) if (!refused(() => unwrap(flipped, place, wrapped))) t.fail('desk key')
  t.ok(refused(() => unwrap(desk, place, Buffer.alloc(0))))
  t.end()
})

t.test('a seal belongs to its place: another row, column or key name does not open it', (t) => {
  const key = makeDataKey()
  const reader = makePair()
  const one = sealWords(key, place, 'one')
  const two = sealWords(key, other, 'two')
  t.ok(
    refused(() => openWords(key, place, two)),
    'two rows of one response, changed over',
  )
  t.ok(refused(() => openWords(key, other, one)))
  t.ok(refused(() => openWords(key, { ...place, column: 'concerns.sealed' }, one)))
  for (const row of ['', 'On', 'one ', 'oneone', 'onf'])
    t.ok(
      refused(() => openWords(key, { ...place, row }, one)),
      row,
    )
  const box = boxFor(reader.publicRaw, 'reader-1', place, key)
  t.ok(refused(() => openBox(reader.privateRaw, 'reader-1', other, box)))
  t.ok(refused(() => openBox(reader.privateRaw, 'reader-2', place, box)))
  t.ok(refused(() => unwrap(key, other, wrap(key, place, key))))
  t.end()
})

t.test('a length tells only how many times 1 KiB', (t) => {
  const key = makeDataKey()
  const lengthOf = (text: string) => sealWords(key, place, text).length
  t.equal(lengthOf(''), lengthOf('x'.repeat(1020)))
  t.equal(lengthOf('x'.repeat(1021)) - lengthOf(''), 1024)
  t.equal(lengthOf('no'), lengthOf('yes, and it was my uncle'))
  t.end()
})

t.test('20,000 seals of the same words have 20,000 nonces', (t) => {
  const key = makeDataKey()
  const nonces = new Set<string>()
  const bodies = new Set<string>()
  for (let count = 0; count < 20_000; count += 1) {
    const sealed = sealWords(key, place, 'yes')
    nonces.add(sealed.subarray(9, 21).toString('hex'))
    bodies.add(sealed.subarray(21, 53).toString('hex'))
  }
  t.equal(nonces.size, 20_000)
  t.equal(bodies.size, 20_000)
  const wrapped = new Set(Array.from({ length: 2_000 }, () => wrap(key, place, key).subarray(0, 12).toString('hex')))
  t.equal(wrapped.size, 2_000)
  t.end()
})
