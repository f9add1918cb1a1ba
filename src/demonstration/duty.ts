import { laterBy } from '../days.ts'
import { addAbsence, addTurn } from '../safeguarding/duty/arranging.ts'
import type { Position } from '../safeguarding/duty/rota.ts'
import { dayOf, type Site } from '../site.ts'
import { demonstrationEmail } from '../team/demonstration-members.ts'

/** Ruth reads first, Imran takes what is late, and nobody is the manager yet: the page says so. Ruth is away for two days. */
export async function arrangeDuty({ db, keys }: Site, now: Date): Promise<void> {
  const idOf = async (key: string) => {
    const found = db.selectFrom('members').select('id').where('email', '=', demonstrationEmail(key))
    return (await found.executeTakeFirstOrThrow()).id
  }
  const mo = { id: await idOf('mo') }
  const [ruth, imran] = [await idOf('ruth'), await idOf('imran')]
  const today = dayOf(now)
  const give = (memberId: string, position: Position) =>
    addTurn(db, keys, { memberId, position, weekdays: [], from: today, to: null }, mo, now)
  await give(ruth, 'reader')
  await give(imran, 'deputy')
  await addAbsence(db, keys, { memberId: ruth, from: laterBy(today, 8), to: laterBy(today, 9) }, mo, now)
}
