import { readConfig, SettingsProblem } from '../config.ts'
import { openDatabase } from '../db/open.ts'
import { loadKeys } from '../seal/keys.ts'
import { headPattern, verifyAudit } from '../team/audit.ts'
import { sayFinding } from '../team/log-routes.ts'
import { inWords } from './in-words.ts'

// npm run audit [-- number:hash]: recomputes the whole log. The head it prints is to be noted outside this server.
await inWords(async () => {
  const earlier = process.argv[2]
  if (earlier && !headPattern.test(earlier)) {
    throw new SettingsProblem('A head is a number, a colon and 64 letters and digits, as this command prints it.')
  }
  const config = readConfig(process.env)
  const keys = loadKeys(config.keysFolder, true)
  const { db, close } = await openDatabase({ databaseUrl: config.databaseUrl, folder: config.dataFolder })
  try {
    const finding = await verifyAudit(db, keys, earlier)
    console.log(sayFinding(finding, Boolean(earlier)).join('. '))
    if (finding.whole) console.log(finding.head)
    else process.exitCode = 1
  } finally {
    await close()
  }
})
