import { openDatabase } from '../../src/db/open.ts'
import { workOnNext } from '../../src/support/importing/importer.ts'

// A child of the test of killed imports: works on the next run in FOLDER or DATABASE, AHEAD_MS later than it is.
const { FOLDER, DATABASE, AHEAD_MS } = process.env
const { db, close } = await openDatabase(DATABASE ? { databaseUrl: DATABASE } : { folder: FOLDER })
const now = () => new Date(Date.now() + Number(AHEAD_MS))
await workOnNext(db, { now, limits: { perPage: 10, chunk: 5 }, reach: { loopback: true } })
await close()
