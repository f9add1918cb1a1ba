import { SettingsProblem } from '../config.ts'
import { AlreadyOpen } from '../db/already-open.ts'
import { NotRecoveryWords } from '../seal/recovery.ts'

/**
 * Runs a command. What the person at the keyboard can put right is said in one sentence, with exit code 1; a defect
 * keeps its stack.
 */
export async function inWords(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    const kinds = [SettingsProblem, AlreadyOpen, NotRecoveryWords]
    const { code } = error as { code?: string }
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000') {
      console.error('The database does not answer. Check DATABASE_URL, and that PostgreSQL is running.')
    } else if (kinds.some((kind) => error instanceof kind)) console.error((error as Error).message)
    else throw error
    process.exitCode = 1
  }
}
