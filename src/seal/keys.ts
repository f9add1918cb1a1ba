import { createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SettingsProblem } from '../config.ts'
import { CannotOpen } from './envelope.ts'
import { makePair } from './x25519.ts'

/**
 * The keys a process holds. A public process has no `desk`: nothing it holds opens a word.
 * `root` makes the return-key salt, the form tokens and the audit chain; `desk` opens the readers' private key;
 * `recoveryPublic` is the half of the recovery key that stays on the server.
 */
export type Keys = { root: Buffer; desk: Buffer | undefined; recoveryPublic: Buffer; demonstration: boolean }

/** What HKDF makes from the root key, one label for each use (docs/decisions/0003). */
export type Label =
  | 'return-salt/v1'
  | 'form-token/v1'
  | 'wait-ticket/v1'
  | 'same-words/v1'
  | 'notice-mark/v1'
  | 'about-you/v1'
  | 'visit-form/v1'
  | 'visit-cookie/v1'
  | 'reader-public/v1'
  | 'invitation-code/v1'
  | 'tablet-key/v1'

/** What HKDF makes from the desk key. A public process can make none of it: no team session, no entry of the log. */
export type TeamLabel =
  | 'team-cookie/v1'
  | 'team-form/v1'
  | 'audit/v1'
  | 'invitations/v1'
  | 'second-coding/v1'
  | 'alerts/v1'

const derived = new WeakMap<Buffer, Map<string, Buffer>>()

/**
 * @param length bytes
 * @returns the same bytes for the same root key and label
 */
export function derive(keys: Keys, label: Label, length = 32): Buffer {
  return derivedFrom(keys.root, label, length)
}

/** @throws {CannotOpen} in a process without the desk key */
export function deriveForTeam(keys: Keys, label: TeamLabel): Buffer {
  if (!keys.desk) throw new CannotOpen('this process holds no desk key')
  return derivedFrom(keys.desk, label, 32)
}

const asObjects = new WeakMap<Buffer, KeyObject>()

/** The same for what signs at every request: Node would make such an object from the bytes each time. */
export function deriveObject(keys: Keys, label: Label): KeyObject {
  const bytes = derive(keys, label)
  const object = asObjects.get(bytes) ?? createSecretKey(bytes)
  asObjects.set(bytes, object)
  return object
}

/** The key behind the return keys of one hour's forms. Not remembered: there is a new one every hour. */
export function deriveForHour(keys: Keys, hour: number): Buffer {
  return fresh(keys.root, `form/${hour}`, 32)
}

/**
 * Makes root, desk and recovery keys in a folder.
 * @returns the private half of the recovery key, 32 bytes. It is not written anywhere: print it and keep it apart.
 * @throws {SettingsProblem} when the folder already holds keys
 */
export function makeKeys(folder: string, demonstration: boolean): Buffer {
  if (existsSync(join(folder, 'root.key'))) throw new SettingsProblem(`There are keys in ${folder} already.`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const recovery = makePair()
  put(folder, 'desk.key', randomBytes(32))
  put(folder, 'recovery.public', recovery.publicRaw)
  if (demonstration) put(folder, 'demonstration', Buffer.alloc(0))
  // Last, because its presence is what says the folder is whole.
  put(folder, 'root.key', randomBytes(32))
  return recovery.privateRaw
}

/**
 * @param withDesk false in a public process: the desk key is then not even read
 * @throws {SettingsProblem} in one sentence when a key is missing or damaged
 */
export function loadKeys(folder: string, withDesk: boolean): Keys {
  return {
    root: take(folder, 'root.key'),
    desk: withDesk ? take(folder, 'desk.key') : undefined,
    recoveryPublic: take(folder, 'recovery.public'),
    demonstration: existsSync(join(folder, 'demonstration')),
  }
}

/** Whether a folder holds keys already. */
export function hasKeys(folder: string): boolean {
  return existsSync(join(folder, 'root.key'))
}

function derivedFrom(key: Buffer, label: string, length: number): Buffer {
  const known = derived.get(key) ?? new Map<string, Buffer>()
  derived.set(key, known)
  const bytes = known.get(label) ?? fresh(key, label, length)
  known.set(label, bytes)
  return bytes
}

function fresh(key: Buffer, label: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `portal/${label}`, length))
}

function put(folder: string, name: string, bytes: Buffer): void {
  writeFileSync(join(folder, name), bytes.toString('hex'), { mode: 0o400, flag: 'wx' })
}

function take(folder: string, name: string): Buffer {
  const path = join(folder, name)
  if (!existsSync(path)) throw new SettingsProblem(`The key ${path} is missing. Make keys with "npm run keys -- make".`)
  const bytes = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
  if (bytes.length !== 32) throw new SettingsProblem(`The key ${path} is damaged: it should be 64 hexadecimal digits.`)
  return bytes
}
